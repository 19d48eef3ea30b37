namespace Slipway.Platform.Deployments;

/// <summary>Who answers at the other end of the protocol. All speak OpenAI's API; they differ in what they take beside it.</summary>
public enum EngineDialect
{
    /// <summary>Our own engine.</summary>
    Slipway,

    OpenAi,
    Vllm,
    Ollama,
}

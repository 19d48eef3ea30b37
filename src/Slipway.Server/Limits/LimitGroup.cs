namespace Slipway.Server.Limits;

/// <summary>Routes whose requests are counted together.</summary>
public enum LimitGroup
{
    /// <summary>Never limited.</summary>
    None,

    /// <summary>LLM Inference System.</summary>
    Generation,

    /// <summary>LLMOps Manager.</summary>
    LlmOps,

    /// <summary>LLM Management System.</summary>
    LlmManagement,

    /// <summary>AI Deploy Platform.</summary>
    AiDeploy,

    /// <summary>OpenAI's and Ollama's APIs.</summary>
    OpenAi,

    /// <summary>ML Infrastructure's section on training, and evaluations.</summary>
    Training,

    /// <summary>ML Infrastructure's section on inference, with the reading of models.</summary>
    Inference,

    /// <summary>ML Infrastructure's section on model management.</summary>
    Models,

    /// <summary>ML Infrastructure's section on data.</summary>
    Data,

    /// <summary>ML Infrastructure's section on infrastructure.</summary>
    Infrastructure,
}

namespace Slipway.Platform.Deployments;

public enum DeploymentKind
{
    /// <summary>The server's own model, from its settings.</summary>
    Default,

    /// <summary>A configuration of LLM Management System that was loaded.</summary>
    Configuration,
}

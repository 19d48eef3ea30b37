namespace Slipway.Platform.Deployments;

public enum DeploymentKind
{
    /// <summary>The server's own model, from its settings.</summary>
    Default,

    /// <summary>A configuration of LLM Management System that was loaded.</summary>
    Configuration,

    /// <summary>A lasting endpoint through which versions roll.</summary>
    Endpoint,

    /// <summary>A model that somebody asked for without deploying it: it comes when it is asked for and goes when it is idle.</summary>
    OnDemand,
}

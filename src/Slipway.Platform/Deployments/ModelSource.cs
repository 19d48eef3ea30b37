namespace Slipway.Platform.Deployments;

/// <summary>Where a deployment's tokens come from: a file served by an engine of ours, or a server elsewhere. Stored as JSON.</summary>
public sealed record ModelSource
{
    public required EngineDialect Dialect { get; init; }

    /// <summary>The model's file or directory; null for a server elsewhere.</summary>
    public string? Path { get; init; }

    /// <summary>Where a server elsewhere listens, with or without <c>/v1</c>.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Sealed: the credential for the server elsewhere.</summary>
    public string? SealedApiKey { get; init; }

    /// <summary>The model's name at the server elsewhere.</summary>
    public string? UpstreamModel { get; init; }

    /// <summary>The model has a chat template, so a prompt is a user's message; otherwise it is text to continue.</summary>
    public bool Chats { get; init; } = true;

    /// <summary>Tokens that one request may use.</summary>
    public int Context { get; init; }

    /// <summary>Requests that run at once.</summary>
    public int Slots { get; init; }

    /// <summary>Threads of the engine; 0 lets it choose.</summary>
    public int Threads { get; init; }

    /// <summary>A JSON object of sampling in OpenAI's words, used where a request says nothing.</summary>
    public string? Defaults { get; init; }

    /// <summary>The setting or argument that the path or the address comes from, for people who look for what is wrong.</summary>
    public string? From { get; init; }

    /// <summary>The configuration that this was loaded from.</summary>
    public string? ConfigurationId { get; init; }
}

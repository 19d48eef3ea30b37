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

    /// <summary>Sampling used where a request says nothing.</summary>
    public double? Temperature { get; init; }

    /// <inheritdoc cref="Temperature"/>
    public double? TopP { get; init; }

    /// <inheritdoc cref="Temperature"/>
    public int? MaxTokens { get; init; }
}

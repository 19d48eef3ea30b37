namespace Slipway.Engine.Serving;

/// <summary>How an engine process serves its model.</summary>
public sealed record EngineOptions
{
    /// <summary>Longest context that is taken of a model unless another is asked for.</summary>
    public const int DefaultContext = 8192;

    public required string ModelPath { get; init; }

    /// <summary>The name in <c>/v1/models</c>; the file's name by default.</summary>
    public string? Name { get; init; }

    /// <summary>Adapters that are there from the start.</summary>
    public IReadOnlyList<(string Name, string Path)> Adapters { get; init; } = [];

    /// <summary>Addresses to listen at, <c>http://host:port</c>.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Unix socket to listen at.</summary>
    public string? Socket { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Tokens that one request may use; null for what the model was made for, at most <see cref="DefaultContext"/>.</summary>
    public int? Context { get; init; }

    /// <summary>Requests that run at once.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>Requests that wait; one more is refused with 503.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Most tokens of prompts and streams that one step computes.</summary>
    public int BatchChunk { get; init; } = 512;

    /// <summary>Tokens generated at most where a request doesn't say how many.</summary>
    public int DefaultMaxTokens { get; init; } = 1024;

    /// <summary>Bytes that keys and values may take; null for half of the machine's memory.</summary>
    public long? CacheBytes { get; init; }

    /// <summary>The process ends when its standard input does: whoever started it is gone.</summary>
    public bool Supervised { get; init; }
}

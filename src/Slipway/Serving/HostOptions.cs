using Microsoft.Extensions.Logging;

namespace Slipway.Serving;

/// <summary>What differs between a real server and one in a test.</summary>
internal sealed record HostOptions
{
    public required IReadOnlyList<string> Urls { get; init; }
    public required Action<ILoggingBuilder> Logging { get; init; }
    public required TimeProvider Time { get; init; }
    public required Random Random { get; init; }

    /// <summary>What serves a model file; this very executable by default.</summary>
    public string EngineProgram { get; init; } = Environment.ProcessPath!;

    public IReadOnlyList<string> EngineArguments { get; init; } = ["engine"];
}

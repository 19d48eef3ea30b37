namespace Slipway.Runtimes.Processes;

/// <summary>How engines are started as children.</summary>
public sealed record ProcessRuntimeOptions
{
    /// <summary>The executable; in production this very one.</summary>
    public required string Program { get; init; }

    public IReadOnlyList<string> LeadingArguments { get; init; } = ["engine"];

    /// <summary>Where engines put their sockets. A Unix socket's path has about 100 characters at most.</summary>
    public required string SocketFolder { get; init; }

    public required string NodeId { get; init; }

    /// <summary>Gets each line that an engine writes: deployment's name, line.</summary>
    public required Action<string, string> Log { get; init; }

    /// <summary>Gets each line too: deployment's id, replica's id, line.</summary>
    public Action<string, string, string> Capture { get; init; } = (_, _, _) => { };

    /// <summary>Opens the sealed values of environment variables.</summary>
    public Func<string, string> Unseal { get; init; } = value => value;

    /// <summary>A child that was asked to end and has not by then is killed.</summary>
    public TimeSpan EndWithin { get; init; } = TimeSpan.FromSeconds(3);
}

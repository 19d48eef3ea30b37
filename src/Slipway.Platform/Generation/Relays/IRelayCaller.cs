using System.IO.Pipelines;

namespace Slipway.Platform.Generation.Relays;

/// <summary>The caller's side of a relayed request.</summary>
public interface IRelayCaller
{
    /// <summary>Cancelled when the caller has gone.</summary>
    CancellationToken Gone { get; }

    PipeWriter Body { get; }

    /// <summary>Called once, before the first byte.</summary>
    /// <param name="streams">Events follow; otherwise one JSON body of <paramref name="length"/> bytes.</param>
    /// <param name="length">The length of the body; null for a stream.</param>
    void Begin(bool streams, long? length);
}

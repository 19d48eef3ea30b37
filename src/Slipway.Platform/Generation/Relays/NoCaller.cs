using System.IO.Pipelines;

namespace Slipway.Platform.Generation.Relays;

/// <summary>Nobody waits for the answer: it is measured and dropped.</summary>
internal sealed class NoCaller(CancellationToken gone) : IRelayCaller
{
    public CancellationToken Gone => gone;

    public PipeWriter Body { get; } = PipeWriter.Create(Stream.Null);

    public void Begin(bool streams, long? length)
    {
    }
}

using System.IO.Pipelines;
using Slipway.Platform.Generation.Relays;

namespace Slipway.Server.Contracts.Ollama;

/// <summary>Passes the events of a stream on to whoever says them in other words.</summary>
internal sealed class OllamaSink(CancellationToken gone) : IRelayCaller
{
    private readonly Pipe _pipe = new();

    public CancellationToken Gone => gone;

    public PipeWriter Body => _pipe.Writer;

    public Stream Events => _pipe.Reader.AsStream();

    public void Begin(bool streams, long? length)
    {
    }
}

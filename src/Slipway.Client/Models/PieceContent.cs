using System.Net;

namespace Slipway.Client.Models;

/// <summary>A part of a file as the body of a request.</summary>
internal sealed class PieceContent(FileStream file, long offset, long length, IProgress<PushProgress>? progress) : HttpContent
{
    private const int Chunk = 1 << 17;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        file.Position = offset;
        var buffer = new byte[Chunk];
        for (var left = length; left > 0;)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, Chunk)), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new IOException($"{file.Name} has become shorter");
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            left -= read;
            progress?.Report(new PushProgress(offset + length - left, file.Length));
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}

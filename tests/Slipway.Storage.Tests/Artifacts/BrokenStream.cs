namespace Slipway.Storage.Tests.Artifacts;

/// <summary>Gives so many bytes and then breaks, as a connection does.</summary>
internal sealed class BrokenStream(int length) : MemoryStream(new byte[length])
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, count) is > 0 and var read
        ? read
        : throw new IOException("the sender is gone");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("the sender is gone");
}

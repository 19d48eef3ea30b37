using Slipway.Testing;

namespace Slipway.Formats.Tests;

public static class TestFiles
{
    /// <summary>Writes a file and returns its path.</summary>
    public static string File(this TempDirectory folder, string name, byte[] content)
    {
        var path = folder.File(name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public static unsafe byte[] Bytes(this StoredTensor tensor) =>
        new ReadOnlySpan<byte>((byte*)tensor.Address, checked((int)tensor.ByteLength)).ToArray();

    public static float[] Floats(this StoredTensor tensor) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.Bytes()).ToArray();
}

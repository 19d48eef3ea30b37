using System.Text;

namespace Slipway.Formats.Tests.Safetensors;

/// <summary>A safetensors file of any header and any data.</summary>
public static class RawSafetensors
{
    public static byte[] File(string header, int data) =>
        [.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[data]];
}

using System.Runtime.InteropServices;

namespace Slipway.Models.Execution;

/// <summary>Floats outside the managed heap, at addresses that suit vectors and cache lines.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;

    public NativeBuffer(long floats)
    {
        Length = floats;
        Data = (float*)NativeMemory.AlignedAlloc(checked((nuint)Math.Max(1, floats) * sizeof(float)), Alignment);
    }

    public float* Data { get; private set; }

    public long Length { get; }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Data);
        Data = null;
    }
}

using System.Runtime.InteropServices;

namespace Slipway.Tensors;

/// <summary>Memory for each worker of a team, outside the heap, aligned to cache lines. It grows to the largest demand and stays.</summary>
internal sealed unsafe class Scratch(int workers) : IDisposable
{
    private const int Alignment = 128;

    private byte* _memory;
    private nuint _bytesEach;

    /// <summary>Makes room for <paramref name="floats"/> for each worker; what was there is lost.</summary>
    public void Reserve(long floats)
    {
        var bytes = ((nuint)floats * sizeof(float) + Alignment - 1) / Alignment * Alignment;
        if (bytes <= _bytesEach)
            return;
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _bytesEach = 0;
        _memory = (byte*)NativeMemory.AlignedAlloc(checked(bytes * (nuint)workers), Alignment);
        _bytesEach = bytes;
    }

    public float* Of(int worker) => (float*)(_memory + (nuint)worker * _bytesEach);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _bytesEach = 0;
    }
}

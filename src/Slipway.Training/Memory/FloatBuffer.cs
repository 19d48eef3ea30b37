using System.Runtime.InteropServices;

namespace Slipway.Training.Memory;

/// <summary>Floats outside the heap, aligned to cache lines, zero at first. Pages that are never written cost no memory.</summary>
internal sealed unsafe class FloatBuffer : IDisposable
{
    private const int Alignment = 64;

    private void* _memory;

    public FloatBuffer(long count)
    {
        Count = count;
        var bytes = checked((nuint)Math.Max(1, count) * sizeof(float));
        // Fresh memory of the system is zero already, and stays uncommitted until it is written.
        _memory = NativeMemory.AllocZeroed(bytes + Alignment);
        Data = (float*)(((nint)_memory + Alignment - 1) / Alignment * Alignment);
    }

    public long Count { get; }

    public float* Data { get; private set; }

    public void Clear()
    {
        for (long i = 0; i < Count; i += int.MaxValue / 2)
            new Span<float>(Data + i, (int)Math.Min(int.MaxValue / 2, Count - i)).Clear();
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
        Data = null;
    }
}

using System.Runtime.InteropServices;

namespace Slipway.Tensors.Tests;

/// <summary>An array with an address, for kernels that take pointers.</summary>
internal sealed unsafe class Pinned<T> where T : unmanaged
{
    // A kernel holds only the address: the last arrays that a thread made are kept from the collector for it.
    [ThreadStatic]
    private static Queue<T[]>? _kept;

    public Pinned(int length)
    {
        Values = GC.AllocateArray<T>(Math.Max(1, length), pinned: true);
        _kept ??= new Queue<T[]>();
        _kept.Enqueue(Values);
        if (_kept.Count > 64)
            _kept.Dequeue();
    }

    public T[] Values { get; }

    public T* Data => (T*)Marshal.UnsafeAddrOfPinnedArrayElement(Values, 0);

    public static Pinned<T> Of(ReadOnlySpan<T> values)
    {
        var pinned = new Pinned<T>(values.Length);
        values.CopyTo(pinned.Values);
        return pinned;
    }
}

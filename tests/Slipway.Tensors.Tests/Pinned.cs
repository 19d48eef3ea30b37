namespace Slipway.Tensors.Tests;

/// <summary>An array with an address, for kernels that take pointers.</summary>
internal sealed unsafe class Pinned<T>(int length) where T : unmanaged
{
    public T[] Values { get; } = GC.AllocateArray<T>(Math.Max(1, length), pinned: true);

    public T* Data => (T*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(Values, 0);

    public static Pinned<T> Of(ReadOnlySpan<T> values)
    {
        var pinned = new Pinned<T>(values.Length);
        values.CopyTo(pinned.Values);
        return pinned;
    }
}

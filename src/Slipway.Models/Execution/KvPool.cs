using System.Runtime.InteropServices;
using Slipway.Models.Architectures;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>
/// The blocks that sequences keep their keys and values in. Address space is reserved at once; the system commits a block's memory
/// when it is first written. Who owns which block is the caller's business.
/// </summary>
public sealed unsafe class KvPool : IDisposable
{
    private byte* _base;

    public KvPool(ModelSpec spec, int blocks)
    {
        Layout = new KvLayout(spec.Layers.Count, spec.KvHeads, spec.HeadDim);
        Blocks = blocks;
        _base = (byte*)NativeMemory.AlignedAlloc(checked((nuint)blocks * (nuint)Layout.BlockBytes), 4096);
    }

    public int Blocks { get; }

    public long BytesPerBlock => Layout.BlockBytes;

    internal KvLayout Layout { get; }

    internal byte* Base => _base;

    /// <summary>Blocks that hold <paramref name="tokens"/> tokens.</summary>
    public static int BlocksFor(int tokens) => (int)(((long)tokens + KvLayout.BlockTokens - 1) / KvLayout.BlockTokens);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_base);
        _base = null;
    }
}

namespace Slipway.Tensors.Dense;

/// <summary>
/// The innermost product: a tile of Rows x Columns outputs held in registers while the depth is walked. Every output is one chain of
/// fused multiply-adds in ascending depth, so all kernels give the same bits.
/// </summary>
internal unsafe interface ITileKernel
{
    static abstract int Rows { get; }

    static abstract int Columns { get; }

    /// <summary>
    /// c = (accumulate ? c : 0) + a b. <paramref name="a"/> holds Rows values for each step of the depth, <paramref name="b"/> Columns.
    /// </summary>
    static abstract void Multiply(int depth, float* a, float* b, float* c, nint stride, bool accumulate);
}

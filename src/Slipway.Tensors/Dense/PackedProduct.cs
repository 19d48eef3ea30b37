using System.Runtime.Intrinsics.X86;

namespace Slipway.Tensors.Dense;

/// <summary>
/// The pieces of <see cref="DenseMultiplier"/> for one thread and the caller's memory: for operations that are themselves shared out
/// among threads, and that use a packed operand many times, in whole or in part.
/// </summary>
public abstract unsafe class PackedProduct
{
    public static PackedProduct Current { get; } = Avx512F.IsSupported ? new PackedProduct<Avx512Tile>() : new PackedProduct<WideTile>();

    /// <summary>Rows of a left panel.</summary>
    public abstract int LeftPanel { get; }

    /// <summary>Columns of a right panel; part of a packed operand may begin at any multiple of it.</summary>
    public abstract int RightPanel { get; }

    /// <summary>Floats that a packed left operand of so many rows takes.</summary>
    public long LeftSize(int rows, int depth) => (long)(rows + LeftPanel - 1) / LeftPanel * LeftPanel * depth;

    /// <summary>Floats that a packed right operand of so many columns takes.</summary>
    public long RightSize(int columns, int depth) => (long)(columns + RightPanel - 1) / RightPanel * RightPanel * depth;

    public abstract void PackLeft(MatrixView a, float* panels);

    public abstract void PackRight(MatrixView b, float* panels);

    /// <summary>
    /// c = (accumulate ? c : 0) + a b over <paramref name="depth"/>, of operands packed with leftDepth and rightDepth. To begin at a later
    /// depth k, add k · LeftPanel to left and k · RightPanel to right; at a later column n, add n · rightDepth to right.
    /// </summary>
    public abstract void Multiply(float* left, int leftDepth, float* right, int rightDepth, int depth, MatrixView c, bool accumulate);
}

internal sealed unsafe class PackedProduct<TKernel> : PackedProduct where TKernel : struct, ITileKernel
{
    public override int LeftPanel => TKernel.Rows;

    public override int RightPanel => TKernel.Columns;

    public override void PackLeft(MatrixView a, float* panels)
    {
        for (var first = 0; first < a.Rows; first += TKernel.Rows)
            PackedBlock<TKernel>.Pack(a, first, TKernel.Rows, panels);
    }

    public override void PackRight(MatrixView b, float* panels)
    {
        for (var first = 0; first < b.Columns; first += TKernel.Columns)
            PackedBlock<TKernel>.Pack(b.Transposed, first, TKernel.Columns, panels);
    }

    public override void Multiply(float* left, int leftDepth, float* right, int rightDepth, int depth, MatrixView c, bool accumulate) =>
        PackedBlock<TKernel>.Multiply(left, leftDepth, right, rightDepth, depth, c, accumulate);
}

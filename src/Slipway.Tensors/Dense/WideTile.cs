using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Tensors.Dense;

/// <summary>12 of the 16 registers of AVX2 are outputs. Runs everywhere, as pairs of 128-bit vectors where there is nothing wider.</summary>
internal readonly unsafe struct WideTile : ITileKernel
{
    public static int Rows => 6;

    public static int Columns => 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, float* a, float* b, float* c, nint stride, bool accumulate)
    {
        var (r0, s0) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (r1, s1) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (r2, s2) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (r3, s3) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (r4, s4) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (r5, s5) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (; depth > 0; depth--)
        {
            var (left, right) = (Vector256.Load(b), Vector256.Load(b + 8));
            var a0 = Vector256.Create(a[0]);
            r0 = Vector256.FusedMultiplyAdd(a0, left, r0);
            s0 = Vector256.FusedMultiplyAdd(a0, right, s0);
            var a1 = Vector256.Create(a[1]);
            r1 = Vector256.FusedMultiplyAdd(a1, left, r1);
            s1 = Vector256.FusedMultiplyAdd(a1, right, s1);
            var a2 = Vector256.Create(a[2]);
            r2 = Vector256.FusedMultiplyAdd(a2, left, r2);
            s2 = Vector256.FusedMultiplyAdd(a2, right, s2);
            var a3 = Vector256.Create(a[3]);
            r3 = Vector256.FusedMultiplyAdd(a3, left, r3);
            s3 = Vector256.FusedMultiplyAdd(a3, right, s3);
            var a4 = Vector256.Create(a[4]);
            r4 = Vector256.FusedMultiplyAdd(a4, left, r4);
            s4 = Vector256.FusedMultiplyAdd(a4, right, s4);
            var a5 = Vector256.Create(a[5]);
            r5 = Vector256.FusedMultiplyAdd(a5, left, r5);
            s5 = Vector256.FusedMultiplyAdd(a5, right, s5);
            a += 6;
            b += 16;
        }
        Store(r0, s0, c, accumulate);
        Store(r1, s1, c + stride, accumulate);
        Store(r2, s2, c + 2 * stride, accumulate);
        Store(r3, s3, c + 3 * stride, accumulate);
        Store(r4, s4, c + 4 * stride, accumulate);
        Store(r5, s5, c + 5 * stride, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> left, Vector256<float> right, float* c, bool accumulate)
    {
        if (accumulate)
        {
            left += Vector256.Load(c);
            right += Vector256.Load(c + 8);
        }
        left.Store(c);
        right.Store(c + 8);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Tensors.Dense;

/// <summary>24 of the 32 registers of AVX-512 are outputs; two multiply-adds of 16 lanes for each broadcast.</summary>
internal readonly unsafe struct Avx512Tile : ITileKernel
{
    public static int Rows => 12;

    public static int Columns => 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, float* a, float* b, float* c, nint stride, bool accumulate)
    {
        var (r0, s0) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r1, s1) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r2, s2) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r3, s3) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r4, s4) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r5, s5) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r6, s6) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r7, s7) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r8, s8) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r9, s9) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r10, s10) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (r11, s11) = (Vector512<float>.Zero, Vector512<float>.Zero);
        for (; depth > 0; depth--)
        {
            var (left, right) = (Vector512.Load(b), Vector512.Load(b + 16));
            var a0 = Vector512.Create(a[0]);
            r0 = Avx512F.FusedMultiplyAdd(a0, left, r0);
            s0 = Avx512F.FusedMultiplyAdd(a0, right, s0);
            var a1 = Vector512.Create(a[1]);
            r1 = Avx512F.FusedMultiplyAdd(a1, left, r1);
            s1 = Avx512F.FusedMultiplyAdd(a1, right, s1);
            var a2 = Vector512.Create(a[2]);
            r2 = Avx512F.FusedMultiplyAdd(a2, left, r2);
            s2 = Avx512F.FusedMultiplyAdd(a2, right, s2);
            var a3 = Vector512.Create(a[3]);
            r3 = Avx512F.FusedMultiplyAdd(a3, left, r3);
            s3 = Avx512F.FusedMultiplyAdd(a3, right, s3);
            var a4 = Vector512.Create(a[4]);
            r4 = Avx512F.FusedMultiplyAdd(a4, left, r4);
            s4 = Avx512F.FusedMultiplyAdd(a4, right, s4);
            var a5 = Vector512.Create(a[5]);
            r5 = Avx512F.FusedMultiplyAdd(a5, left, r5);
            s5 = Avx512F.FusedMultiplyAdd(a5, right, s5);
            var a6 = Vector512.Create(a[6]);
            r6 = Avx512F.FusedMultiplyAdd(a6, left, r6);
            s6 = Avx512F.FusedMultiplyAdd(a6, right, s6);
            var a7 = Vector512.Create(a[7]);
            r7 = Avx512F.FusedMultiplyAdd(a7, left, r7);
            s7 = Avx512F.FusedMultiplyAdd(a7, right, s7);
            var a8 = Vector512.Create(a[8]);
            r8 = Avx512F.FusedMultiplyAdd(a8, left, r8);
            s8 = Avx512F.FusedMultiplyAdd(a8, right, s8);
            var a9 = Vector512.Create(a[9]);
            r9 = Avx512F.FusedMultiplyAdd(a9, left, r9);
            s9 = Avx512F.FusedMultiplyAdd(a9, right, s9);
            var a10 = Vector512.Create(a[10]);
            r10 = Avx512F.FusedMultiplyAdd(a10, left, r10);
            s10 = Avx512F.FusedMultiplyAdd(a10, right, s10);
            var a11 = Vector512.Create(a[11]);
            r11 = Avx512F.FusedMultiplyAdd(a11, left, r11);
            s11 = Avx512F.FusedMultiplyAdd(a11, right, s11);
            a += 12;
            b += 32;
        }
        Store(r0, s0, c, accumulate);
        Store(r1, s1, c + stride, accumulate);
        Store(r2, s2, c + 2 * stride, accumulate);
        Store(r3, s3, c + 3 * stride, accumulate);
        Store(r4, s4, c + 4 * stride, accumulate);
        Store(r5, s5, c + 5 * stride, accumulate);
        Store(r6, s6, c + 6 * stride, accumulate);
        Store(r7, s7, c + 7 * stride, accumulate);
        Store(r8, s8, c + 8 * stride, accumulate);
        Store(r9, s9, c + 9 * stride, accumulate);
        Store(r10, s10, c + 10 * stride, accumulate);
        Store(r11, s11, c + 11 * stride, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> left, Vector512<float> right, float* c, bool accumulate)
    {
        if (accumulate)
        {
            left += Vector512.Load(c);
            right += Vector512.Load(c + 16);
        }
        left.Store(c);
        right.Store(c + 16);
    }
}

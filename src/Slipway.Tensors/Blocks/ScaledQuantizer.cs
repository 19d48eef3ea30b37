using System.Runtime.Intrinsics;

namespace Slipway.Tensors.Blocks;

/// <summary>
/// Chooses scales for formats without a base: value = scale * q with whole q in [low, high], so that sum w (x - s q)^2 is small. For
/// given q the best scale is sum(w x q) / sum(w q^2); the search tries several roundings (the extreme value at low, and up to
/// <paramref name="reach"/> tenths of a level to both sides), each with its own best scale.
/// </summary>
internal readonly struct ScaledQuantizer(int low, int high, int reach = 9)
{
    // Below this the fp16 scale of any format is zero anyway.
    private const float Nothing = 1e-12f;

    private readonly Vector256<float> _low = Vector256.Create((float)low);
    private readonly Vector256<float> _high = Vector256.Create((float)high);

    /// <summary>The scale of one group, not yet rounded to what the format can store.</summary>
    public float FindScale(ReadOnlySpan<float> x, ReadOnlySpan<float> w)
    {
        var extreme = Extreme(x);
        if (!(MathF.Abs(extreme) > Nothing))
            return 0;
        var (bestScale, bestGain) = (extreme / low, 0f);
        // The extreme value just past the last level is rounded more, and all others less; just before it, the other way round.
        for (var step = -reach; step <= reach; step++)
            Improve(x, w, (low + 0.1f * step) / extreme, ref bestScale, ref bestGain);
        for (var again = 0; again < 2; again++)
        {
            if (!Improve(x, w, 1 / bestScale, ref bestScale, ref bestGain))
                break;
        }
        return bestScale;
    }

    /// <summary>The best scale of one group that is a half.</summary>
    public float FindHalfScale(ReadOnlySpan<float> x, ReadOnlySpan<float> w)
    {
        var scale = HalfField.Round(FindScale(x, w));
        if (scale == 0)
            return 0;
        // An end quant multiplies the rounding of the scale, so its neighbours and the plain choice deserve a look.
        Span<float> candidates =
        [
            (float)Half.BitDecrement((Half)scale), (float)Half.BitIncrement((Half)scale), HalfField.Round(Extreme(x) / low),
        ];
        var error = Error(x, w, scale);
        foreach (var candidate in candidates)
        {
            var other = Error(x, w, candidate);
            if (other < error)
                (scale, error) = (candidate, other);
        }
        return scale;
    }

    /// <summary>
    /// Scales of all groups as whole numbers in [lowScale, highScale] times one half, which is returned; and the quants for them.
    /// </summary>
    public float EncodeGroups(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, int lowScale, int highScale, Span<int> scales, Span<int> quants)
    {
        var size = x.Length / scales.Length;
        Span<float> ideal = stackalloc float[scales.Length];
        for (var g = 0; g < scales.Length; g++)
            ideal[g] = FindScale(x.Slice(g * size, size), w.Slice(g * size, size));
        var d = HalfField.Round(Extreme(ideal) / lowScale);
        scales.Clear();
        if (d != 0)
        {
            for (var g = 0; g < scales.Length; g++)
                scales[g] = (int)Math.Clamp(MathF.Round(ideal[g] / d), lowScale, highScale);
            d = Refine(x, w, d, lowScale, highScale, scales);
        }
        for (var g = 0; g < scales.Length; g++)
            Quantize(x.Slice(g * size, size), d * scales[g], quants.Slice(g * size, size));
        return d;
    }

    /// <summary>The quants for a scale as it will be stored.</summary>
    public void Quantize(ReadOnlySpan<float> x, float scale, Span<int> quants)
    {
        var inverse = Vector256.Create(scale == 0 ? 0 : 1 / scale);
        for (var i = 0; i < x.Length; i += 8)
            Vector256.ConvertToInt32(Lanes.RoundInto(Lanes.Load(x, i) * inverse, _low, _high)).CopyTo(quants[i..]);
    }

    /// <summary>Turns by turns: each group's best whole scale near its present one, then the half that fits them all best.</summary>
    private float Refine(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float d, int lowScale, int highScale, Span<int> scales)
    {
        var size = x.Length / scales.Length;
        Span<int> trial = stackalloc int[scales.Length];
        scales.CopyTo(trial);
        var (best, bestError) = (d, float.PositiveInfinity);
        for (var round = 0; round < 3; round++)
        {
            var (error, product, square) = (0f, 0f, 0f);
            for (var g = 0; g < scales.Length; g++)
            {
                var gx = x.Slice(g * size, size);
                var gw = w.Slice(g * size, size);
                var centre = trial[g];
                var least = float.PositiveInfinity;
                for (var s = Math.Max(centre - 1, lowScale); s <= Math.Min(centre + 1, highScale); s++)
                {
                    var e = Error(gx, gw, d * s);
                    if (e < least)
                        (trial[g], least) = (s, e);
                }
                error += least;
                if (trial[g] == 0)
                    continue;
                var (xq, qq) = Sums(gx, gw, 1 / (d * trial[g]));
                product += trial[g] * xq;
                square += trial[g] * trial[g] * qq;
            }
            if (!(error < bestError))
                break;
            (best, bestError) = (d, error);
            trial.CopyTo(scales);
            d = HalfField.Round(square > 0 ? product / square : 0);
            if (d == 0 || d == best)
                break;
        }
        return best;
    }

    /// <summary>Rounds with <paramref name="inverse"/>; where the best scale for those quants explains more than the best so far, takes it.</summary>
    private bool Improve(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float inverse, ref float bestScale, ref float bestGain)
    {
        var (xq, qq) = Sums(x, w, inverse);
        var scale = qq > 0 ? xq / qq : 0;
        if (!(scale * xq > bestGain))
            return false;
        (bestScale, bestGain) = (scale, scale * xq);
        return true;
    }

    private (float Xq, float Qq) Sums(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float inverse)
    {
        var (xq, qq, scale) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256.Create(inverse));
        for (var i = 0; i < x.Length; i += 8)
        {
            var value = Lanes.Load(x, i);
            var q = Lanes.RoundInto(value * scale, _low, _high);
            var weighted = Lanes.Load(w, i) * q;
            xq = Vector256.FusedMultiplyAdd(weighted, value, xq);
            qq = Vector256.FusedMultiplyAdd(weighted, q, qq);
        }
        return (Lanes.Sum(xq), Lanes.Sum(qq));
    }

    private float Error(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float scale)
    {
        var (sum, s, inverse) = (Vector256<float>.Zero, Vector256.Create(scale), Vector256.Create(scale == 0 ? 0 : 1 / scale));
        for (var i = 0; i < x.Length; i += 8)
        {
            var value = Lanes.Load(x, i);
            var off = Vector256.FusedMultiplyAdd(Lanes.RoundInto(value * inverse, _low, _high), -s, value);
            sum = Vector256.FusedMultiplyAdd(Lanes.Load(w, i) * off, off, sum);
        }
        return Lanes.Sum(sum);
    }

    private static float Extreme(ReadOnlySpan<float> x)
    {
        var extreme = 0f;
        foreach (var value in x)
        {
            if (MathF.Abs(value) > MathF.Abs(extreme))
                extreme = value;
        }
        return extreme;
    }
}

using System.Runtime.Intrinsics;

namespace Slipway.Tensors.Blocks;

/// <summary>
/// Chooses scale and base for formats that have both: value = scale * q + offset with whole q in [0, high], so that
/// sum w (x - s q - b)^2 is small. For given q the best s and b solve two linear equations; the search tries several roundings.
/// </summary>
internal readonly struct ShiftedQuantizer(int high)
{
    private readonly Vector256<float> _high = Vector256.Create((float)high);

    /// <summary>Scale and offset of a single group as halves, and its quants. The offset may have either sign.</summary>
    public (float Scale, float Offset) EncodeHalves(ReadOnlySpan<float> x, ReadOnlySpan<float> w, Span<int> quants)
    {
        var fit = Find(x, w, float.PositiveInfinity);
        var (scale, offset) = (HalfField.Round(fit.Scale), HalfField.Round(fit.Offset));
        Quantize(x, scale, offset, quants);
        return (scale, offset);
    }

    /// <summary>
    /// Scales and minima of all groups as whole numbers up to <paramref name="highest"/> times two halves, which are returned; and the
    /// quants for them. The offset of a group is -(dmin * minimum), so never above zero.
    /// </summary>
    public (float D, float Dmin) EncodeGroups(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, int highest, Span<int> scales, Span<int> minima, Span<int> quants)
    {
        var size = x.Length / scales.Length;
        Span<Fit> fits = stackalloc Fit[scales.Length];
        var (largestScale, lowestOffset) = (0f, 0f);
        for (var g = 0; g < fits.Length; g++)
        {
            fits[g] = Find(x.Slice(g * size, size), w.Slice(g * size, size), 0);
            largestScale = Math.Max(largestScale, fits[g].Scale);
            lowestOffset = Math.Min(lowestOffset, fits[g].Offset);
        }
        var (d, dmin) = (HalfField.Round(largestScale / highest), HalfField.Round(-lowestOffset / highest));
        for (var g = 0; g < fits.Length; g++)
        {
            scales[g] = d == 0 ? 0 : (int)Math.Clamp(MathF.Round(fits[g].Scale / d), 0, highest);
            minima[g] = dmin == 0 ? 0 : (int)Math.Clamp(MathF.Round(-fits[g].Offset / dmin), 0, highest);
        }
        (d, dmin) = Refine(x, w, d, dmin, highest, scales, minima);
        for (var g = 0; g < fits.Length; g++)
            Quantize(x.Slice(g * size, size), d * scales[g], -(dmin * minima[g]), quants.Slice(g * size, size));
        return (d, dmin);
    }

    private void Quantize(ReadOnlySpan<float> x, float scale, float offset, Span<int> quants)
    {
        var (inverse, shift) = (Vector256.Create(Inverse(scale)), Vector256.Create(offset));
        for (var i = 0; i < x.Length; i += 8)
        {
            var q = Lanes.RoundInto((Lanes.Load(x, i) - shift) * inverse, Vector256<float>.Zero, _high);
            Vector256.ConvertToInt32(q).CopyTo(quants[i..]);
        }
    }

    /// <summary>Turns by turns: each group's best whole scale and minimum near its present ones, then the halves that fit them all best.</summary>
    private (float D, float Dmin) Refine(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, float d, float dmin, int highest, Span<int> scales, Span<int> minima)
    {
        var size = x.Length / scales.Length;
        Span<int> trialScales = stackalloc int[scales.Length], trialMinima = stackalloc int[scales.Length];
        scales.CopyTo(trialScales);
        minima.CopyTo(trialMinima);
        var (best, bestError) = ((d, dmin), float.PositiveInfinity);
        for (var round = 0; round < 3; round++)
        {
            var error = 0f;
            // Normal equations of x = d * (scale q) - dmin * minimum over the whole block.
            var (aa, ab, bb, xa, xb) = (0f, 0f, 0f, 0f, 0f);
            for (var g = 0; g < scales.Length; g++)
            {
                var gx = x.Slice(g * size, size);
                var gw = w.Slice(g * size, size);
                var least = float.PositiveInfinity;
                var (s0, m0) = (trialScales[g], trialMinima[g]);
                for (var s = Math.Max(s0 - 1, 0); s <= Math.Min(s0 + 1, highest); s++)
                {
                    for (var m = Math.Max(m0 - 1, 0); m <= Math.Min(m0 + 1, highest); m++)
                    {
                        var e = Error(gx, gw, d * s, -(dmin * m));
                        if (e < least)
                            (trialScales[g], trialMinima[g], least) = (s, m, e);
                    }
                }
                error += least;
                var (scale, minimum) = (trialScales[g], trialMinima[g]);
                var sums = Sums(gx, gw, Inverse(d * scale), -(dmin * minimum), 0);
                aa += scale * scale * sums.Qq;
                ab += scale * minimum * sums.Q;
                bb += minimum * minimum * sums.W;
                xa += scale * sums.Xq;
                xb += minimum * sums.X;
            }
            if (!(error < bestError))
                break;
            (best, bestError) = ((d, dmin), error);
            trialScales.CopyTo(scales);
            trialMinima.CopyTo(minima);
            var determinant = aa * bb - ab * ab;
            var next = determinant > 1e-6f * aa * bb
                ? (HalfField.Round((xa * bb - xb * ab) / determinant), HalfField.Round((xa * ab - xb * aa) / determinant))
                : (HalfField.Round(aa > 0 ? xa / aa : 0), dmin);
            if (!(next.Item1 > 0 && next.Item2 >= 0) || next == best)
                break;
            (d, dmin) = next;
        }
        return best;
    }

    /// <summary>Scale and offset of one group, not yet rounded to what the format can store. The offset is at most the ceiling.</summary>
    private Fit Find(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float ceiling)
    {
        var (least, most) = Range(x);
        least = Math.Min(least, ceiling);
        var width = most - least;
        if (!(width > 0))
            return new Fit(0, least, 0);
        var best = new Fit(width / high, least, float.PositiveInfinity);
        for (var step = -10; step <= 10; step++)
            Improve(x, w, (high + 0.1f * step) / width, least, least, ceiling, ref best);
        for (var again = 0; again < 3; again++)
        {
            if (!Improve(x, w, Inverse(best.Scale), best.Offset, least, ceiling, ref best))
                break;
        }
        return best;
    }

    /// <summary>Rounds (x - shift) * inverse; where the best scale and offset for those quants leave less error, takes them.</summary>
    private bool Improve(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, float inverse, float shift, float origin, float ceiling, ref Fit best)
    {
        // Sums are taken around the group's minimum, where they lose no digits.
        var sums = Sums(x, w, inverse, shift, origin);
        var determinant = sums.W * sums.Qq - sums.Q * sums.Q;
        if (!(determinant > 0))
            return false;
        var scale = (sums.W * sums.Xq - sums.X * sums.Q) / determinant;
        var offset = (sums.Qq * sums.X - sums.Q * sums.Xq) / determinant;
        if (offset + origin > ceiling)
        {
            offset = ceiling - origin;
            scale = (sums.Xq - offset * sums.Q) / sums.Qq;
        }
        var error = sums.Xx - 2 * (scale * sums.Xq + offset * sums.X)
            + scale * scale * sums.Qq + 2 * scale * offset * sums.Q + offset * offset * sums.W;
        if (!(error < best.Error && scale > 0))
            return false;
        best = new Fit(scale, offset + origin, error);
        return true;
    }

    private Moments Sums(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float inverse, float shift, float origin)
    {
        var zero = Vector256<float>.Zero;
        var (sw, sq, sqq, sx, sxq, sxx) = (zero, zero, zero, zero, zero, zero);
        var (scale, offset, base0) = (Vector256.Create(inverse), Vector256.Create(shift), Vector256.Create(origin));
        for (var i = 0; i < x.Length; i += 8)
        {
            var (value, weight) = (Lanes.Load(x, i), Lanes.Load(w, i));
            var q = Lanes.RoundInto((value - offset) * scale, zero, _high);
            value -= base0;
            var (wq, wx) = (weight * q, weight * value);
            sw += weight;
            sq += wq;
            sx += wx;
            sqq = Vector256.FusedMultiplyAdd(wq, q, sqq);
            sxq = Vector256.FusedMultiplyAdd(wq, value, sxq);
            sxx = Vector256.FusedMultiplyAdd(wx, value, sxx);
        }
        return new Moments(Lanes.Sum(sw), Lanes.Sum(sq), Lanes.Sum(sqq), Lanes.Sum(sx), Lanes.Sum(sxq), Lanes.Sum(sxx));
    }

    private float Error(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float scale, float offset)
    {
        var sum = Vector256<float>.Zero;
        var (s, b, inverse) = (Vector256.Create(scale), Vector256.Create(offset), Vector256.Create(Inverse(scale)));
        for (var i = 0; i < x.Length; i += 8)
        {
            var value = Lanes.Load(x, i) - b;
            var off = Vector256.FusedMultiplyAdd(Lanes.RoundInto(value * inverse, Vector256<float>.Zero, _high), -s, value);
            sum = Vector256.FusedMultiplyAdd(Lanes.Load(w, i) * off, off, sum);
        }
        return Lanes.Sum(sum);
    }

    private static float Inverse(float scale) => scale == 0 ? 0 : 1 / scale;

    private static (float Least, float Most) Range(ReadOnlySpan<float> x)
    {
        var (least, most) = (x[0], x[0]);
        foreach (var value in x)
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        return (least, most);
    }

    private readonly record struct Fit(float Scale, float Offset, float Error);

    /// <summary>Weighted sums over a group: of 1, q, q q, x, x q and x x.</summary>
    private readonly record struct Moments(float W, float Q, float Qq, float X, float Xq, float Xx);
}

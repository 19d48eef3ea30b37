using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Slipway.Models.Sampling;

/// <summary>Passes over a vocabulary of logits, in blocks whose sums and maxima spare later passes most of it.</summary>
internal static class LogitMath
{
    public const int BlockLength = 64;

    private static readonly int Width = Vector256<float>.Count;

    public static int Blocks(int length) => (length + BlockLength - 1) / BlockLength;

    /// <summary>The highest logit, which must be a number.</summary>
    public static float Highest(ReadOnlySpan<float> logits)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        var best = Vector256.Create(float.NegativeInfinity);
        foreach (var vector in vectors)
            best = Vector256.Max(best, vector);
        var highest = float.NegativeInfinity;
        for (var lane = 0; lane < Width; lane++)
            highest = MathF.Max(highest, best[lane]);
        foreach (var logit in logits[(vectors.Length * Width)..])
            highest = MathF.Max(highest, logit);
        return float.IsFinite(highest)
            ? highest
            : throw new InvalidOperationException($"no token can be chosen: the highest logit is {highest}");
    }

    /// <summary>weights[i] = e^((logits[i] - highest) · factor); then the sum and the maximum of each block of them.</summary>
    public static void Weigh(ReadOnlySpan<float> logits, float highest, float factor, Span<float> weights, Span<float> sums, Span<float> maxima)
    {
        var (shift, scale) = (Vector256.Create(highest), Vector256.Create(factor));
        for (var start = 0; start < logits.Length; start += BlockLength)
        {
            var source = logits.Slice(start, Math.Min(BlockLength, logits.Length - start));
            var target = weights.Slice(start, source.Length);
            var (sum, max) = (Vector256<float>.Zero, Vector256<float>.Zero);
            var i = 0;
            for (; i <= source.Length - Width; i += Width)
            {
                var weight = Vector256.Exp((Vector256.Create(source[i..]) - shift) * scale);
                weight.CopyTo(target[i..]);
                sum += weight;
                max = Vector256.Max(max, weight);
            }
            var (blockSum, blockMax) = (0f, 0f);
            for (var lane = 0; lane < Width; lane++)
                (blockSum, blockMax) = (blockSum + sum[lane], MathF.Max(blockMax, max[lane]));
            for (; i < source.Length; i++)
            {
                target[i] = MathF.Exp((source[i] - highest) * factor);
                (blockSum, blockMax) = (blockSum + target[i], MathF.Max(blockMax, target[i]));
            }
            (sums[start / BlockLength], maxima[start / BlockLength]) = (blockSum, blockMax);
        }
    }

    /// <summary>ln Σ e^logit.</summary>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        var highest = Highest(logits);
        var shift = Vector256.Create(highest);
        var (total, i) = (0.0, 0);
        while (i <= logits.Length - Width)
        {
            // Sums of floats stay short; they are added up in double precision.
            var sum = Vector256<float>.Zero;
            for (var end = Math.Min(i + BlockLength * Width, logits.Length - Width + 1); i < end; i += Width)
                sum += Vector256.Exp(Vector256.Create(logits[i..]) - shift);
            for (var lane = 0; lane < Width; lane++)
                total += sum[lane];
        }
        for (; i < logits.Length; i++)
            total += Math.Exp(logits[i] - highest);
        return highest + Math.Log(total);
    }

    /// <summary>The places of all values of at least <paramref name="least"/>, in order; there must be room for all.</summary>
    public static int PlacesOf(ReadOnlySpan<float> values, float least, Span<int> places)
    {
        var (bound, count, i) = (Vector256.Create(least), 0, 0);
        for (; i <= values.Length - Width; i += Width)
        {
            var hits = Vector256.GreaterThanOrEqual(Vector256.Create(values[i..]), bound).ExtractMostSignificantBits();
            for (; hits != 0; hits &= hits - 1)
                places[count++] = i + BitOperations.TrailingZeroCount(hits);
        }
        for (; i < values.Length; i++)
        {
            if (values[i] >= least)
                places[count++] = i;
        }
        return count;
    }
}

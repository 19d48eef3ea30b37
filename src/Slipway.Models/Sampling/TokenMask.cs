namespace Slipway.Models.Sampling;

/// <summary>Which tokens a grammar allows: token i is bit i % 32 of word i / 32.</summary>
public static class TokenMask
{
    public static int Words(int vocabulary) => (vocabulary + 31) / 32;

    internal static void Apply(ReadOnlySpan<uint> allowed, Span<float> logits)
    {
        for (var word = 0; word * 32 < logits.Length; word++)
        {
            var bits = allowed[word];
            if (bits == uint.MaxValue)
                continue;
            var part = logits.Slice(word * 32, Math.Min(32, logits.Length - word * 32));
            if (bits == 0)
            {
                part.Fill(float.NegativeInfinity);
                continue;
            }
            for (var i = 0; i < part.Length; i++)
            {
                if ((bits >> i & 1) == 0)
                    part[i] = float.NegativeInfinity;
            }
        }
    }
}

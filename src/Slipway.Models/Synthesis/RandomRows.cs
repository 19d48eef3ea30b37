namespace Slipway.Models.Synthesis;

/// <summary>Rows of evenly distributed values around a center; each row is a function of the seed, the tensor's index and its own number.</summary>
internal sealed class RandomRows(ulong seed, int tensor, float center, float spread, int columns)
{
    public int Columns { get; } = columns;

    public void Fill(long row, Span<float> values)
    {
        // An even distribution reaches √3 standard deviations to each side. The steps are xorshift64*'s.
        var reach = spread * MathF.Sqrt(3);
        var state = (seed + 1) * 0x9E3779B97F4A7C15 ^ ((ulong)tensor + 1) * 0xBF58476D1CE4E5B9 ^ ((ulong)row + 1) * 0x94D049BB133111EB;
        state = state == 0 ? 1 : state;
        for (var i = 0; i < 4; i++)
            Next(ref state);
        foreach (ref var value in values)
            value = center + reach * ((Next(ref state) >> 40) * (2f / (1 << 24)) - 1);
    }

    private static ulong Next(ref ulong state)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return state * 0x2545F4914F6CDD1D;
    }
}

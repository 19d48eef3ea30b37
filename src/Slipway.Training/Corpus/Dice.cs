namespace Slipway.Training.Corpus;

/// <summary>Draws that follow from a seed alone, the same on every machine.</summary>
internal sealed class Dice(ulong seed, string purpose)
{
    private readonly ulong _key = Counter.Key(seed, purpose);
    private uint _drawn;

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => Counter.Below(_key, _drawn++, count);

    public bool Chance(double share) => Counter.Uniform(_key, _drawn++) < share;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}

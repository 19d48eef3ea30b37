namespace Slipway.Training.Data;

/// <summary>A sequence of tokens, and for each whether it is to be learned: what a user wrote is read, what is answered is learned.</summary>
public sealed record TrainingExample(int[] Tokens, bool[] Learned)
{
    /// <summary>A text of which every token is learned.</summary>
    public static TrainingExample Text(int[] tokens) => new(tokens, [.. Enumerable.Repeat(true, tokens.Length)]);

    /// <summary>The example cut to so many tokens; null where then nothing is left to learn.</summary>
    public TrainingExample? CutTo(int tokens)
    {
        var cut = Tokens.Length <= tokens ? this : new TrainingExample(Tokens[..tokens], Learned[..tokens]);
        return cut.Tokens.Length > 1 && cut.Learned.AsSpan(1).Contains(true) ? cut : null;
    }
}

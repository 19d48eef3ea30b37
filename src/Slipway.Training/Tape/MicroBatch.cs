using System.Runtime.InteropServices;

namespace Slipway.Training.Tape;

/// <summary>
/// Sequences that pass the model together, one after the other without padding. Row t of a sequence holds its token t and is asked for
/// token t + 1, where that one counts for the loss.
/// </summary>
public sealed class MicroBatch(int maxRows)
{
    public const int NoTarget = -1;

    private readonly List<int> _tokens = [];
    private readonly List<int> _targets = [];
    private readonly List<int> _positions = [];
    private readonly List<Segment> _segments = [];

    public int MaxRows { get; } = maxRows;

    public int Rows => _tokens.Count;

    /// <summary>Rows that are asked for a token.</summary>
    public int Targets { get; private set; }

    public ReadOnlySpan<int> TokenOf => CollectionsMarshal.AsSpan(_tokens);

    public ReadOnlySpan<int> TargetOf => CollectionsMarshal.AsSpan(_targets);

    public ReadOnlySpan<int> PositionOf => CollectionsMarshal.AsSpan(_positions);

    public IReadOnlyList<Segment> Segments => _segments;

    public void Clear()
    {
        _tokens.Clear();
        _targets.Clear();
        _positions.Clear();
        _segments.Clear();
        Targets = 0;
    }

    /// <summary>Whether a sequence of so many tokens fits; its last token needs no row, for nothing follows it.</summary>
    public bool Fits(int tokens) => Rows + tokens - 1 <= MaxRows;

    /// <summary>Adds a sequence of two tokens or more; <paramref name="counts"/> says for each token whether it is learned (the first never is).</summary>
    public void Add(ReadOnlySpan<int> tokens, ReadOnlySpan<bool> counts)
    {
        if (tokens.Length < 2 || !Fits(tokens.Length) || counts.Length != tokens.Length)
            throw new ArgumentException($"a sequence of {tokens.Length} tokens does not fit into {MaxRows - Rows} rows");
        _segments.Add(new Segment(Rows, tokens.Length - 1));
        for (var t = 0; t + 1 < tokens.Length; t++)
        {
            _tokens.Add(tokens[t]);
            _positions.Add(t);
            _targets.Add(counts[t + 1] ? tokens[t + 1] : NoTarget);
            Targets += counts[t + 1] ? 1 : 0;
        }
    }
}

namespace Slipway.Engine.Grammars;

/// <summary>
/// Everywhere that a text may stand in a grammar: nodes that go on by a byte, each with the rules that it stands in. States of one
/// machine are unique as long as it remembers them, and know the states that follow them once these were asked for.
/// </summary>
internal sealed class MatchState((int Node, Frame Frame)[] places, bool isComplete, int classes)
{
    private readonly MatchState?[] _next = new MatchState?[classes];

    public ReadOnlySpan<(int Node, Frame Frame)> Places => places;

    /// <summary>The text may end here.</summary>
    public bool IsComplete => isComplete;

    /// <summary>The text must end here, or is wrong already.</summary>
    public bool IsOver => places.Length == 0;

    /// <summary>Which tokens may come next; computed when first needed.</summary>
    public uint[]? Allowed { get; set; }

    public ref MatchState? Next(int byteClass) => ref _next[byteClass];
}

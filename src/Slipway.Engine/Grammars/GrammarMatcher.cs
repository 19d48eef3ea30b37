namespace Slipway.Engine.Grammars;

/// <summary>How far one answer is in its grammar.</summary>
internal sealed class GrammarMatcher(CompiledGrammar grammar)
{
    private MatchState? _state;

    private MatchState State => _state ??= grammar.Start;

    public ReadOnlySpan<uint> Allowed => grammar.Allowed(State);

    /// <summary>Nothing may follow any more.</summary>
    public bool IsOver => State.IsOver;

    public void Accept(int token) => _state = grammar.Accept(State, token);
}

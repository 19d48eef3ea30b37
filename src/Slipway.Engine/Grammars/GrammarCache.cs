using Slipway.Formats.Tokenizers;

namespace Slipway.Engine.Grammars;

/// <summary>Compiled grammars by what they were made of, since requests send the same one again and again; the longest unused goes first.</summary>
internal sealed class GrammarCache(Tokenizer tokenizer)
{
    private const int Most = 32;

    private readonly Lock _gate = new();
    private readonly Lazy<TokenTrie> _trie = new(() => new TokenTrie(tokenizer));
    private readonly LinkedList<(string Key, CompiledGrammar Grammar)> _recent = [];

    /// <exception cref="GrammarException">The grammar cannot be used.</exception>
    public CompiledGrammar Get(string key, Func<Grammar> make)
    {
        lock (_gate)
        {
            for (var known = _recent.First; known is not null; known = known.Next)
            {
                if (known.Value.Key != key)
                    continue;
                _recent.Remove(known);
                _recent.AddFirst(known);
                return known.Value.Grammar;
            }
        }
        var grammar = new CompiledGrammar(make(), _trie.Value, tokenizer);
        lock (_gate)
        {
            _recent.AddFirst((key, grammar));
            if (_recent.Count > Most)
                _recent.RemoveLast();
        }
        return grammar;
    }
}

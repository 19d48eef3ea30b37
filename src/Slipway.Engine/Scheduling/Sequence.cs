using System.Runtime.InteropServices;
using Slipway.Engine.Cache;
using Slipway.Engine.Grammars;
using Slipway.Models.Execution;
using Slipway.Models.Sampling;

namespace Slipway.Engine.Scheduling;

/// <summary>
/// The scheduler's side of a generation: its tokens, how many of them are computed, and the blocks that hold the result. A prompt
/// and a sequence that was preempted look alike: both have tokens which are not computed yet.
/// </summary>
internal sealed class Sequence
{
    private readonly List<int> _tokens;
    private readonly List<int> _blocks = [];
    private readonly List<BlockKey> _keys = [];

    public Sequence(Generation generation, AnswerText text)
    {
        Generation = generation;
        Text = text;
        var spec = generation.Spec;
        _tokens = new List<int>(spec.Prompt.Length + Math.Min(spec.MaxTokens, 1024));
        _tokens.AddRange(spec.Prompt);
        _keys.Add(BlockKey.Root(spec.Adapter?.Identity ?? "", spec.CacheSalt));
        Sampling = new SamplingState(spec.Sampling, spec.Prompt, spec.MaxTokens);
        Matcher = spec.Grammar is { } grammar ? new GrammarMatcher(grammar) : null;
    }

    public Generation Generation { get; }

    public GenerationSpec Spec => Generation.Spec;

    public AnswerText Text { get; }

    public SamplingState Sampling { get; }

    /// <summary>How far the answer is in its grammar, if it has one.</summary>
    public GrammarMatcher? Matcher { get; }

    public int Length => _tokens.Count;

    /// <summary>Tokens from the first on whose keys and values lie in the blocks.</summary>
    public int Computed { get; private set; }

    public int Pending => Length - Computed;

    /// <summary>Only the token generated last is not computed.</summary>
    public bool IsDecoding => Pending == 1 && Length > Spec.Prompt.Length;

    /// <summary>Prompt tokens whose scores were reported.</summary>
    public int Scored { get; set; }

    /// <summary>The sum of the hidden states, for an embedding.</summary>
    public float[]? Pooled { get; set; }

    public bool IsFinished { get; set; }

    // The span in the running step.
    public int SpanTokens { get; set; }

    public Want SpanWant { get; set; }

    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    public ReadOnlySpan<int> Blocks => CollectionsMarshal.AsSpan(_blocks);

    /// <summary>
    /// Whether the results of all its rows are wanted, so that none may come from the cache. A preempted embedding starts again.
    /// </summary>
    public bool NeedsEveryRow => Spec.Embeds || (Spec.ScoresPrompt && Scored < Spec.Prompt.Length);

    public void Append(int token)
    {
        _tokens.Add(token);
        Generation.Generated++;
    }

    /// <summary>The key of a full block, counted from 0.</summary>
    public BlockKey KeyOf(int block)
    {
        for (var known = _keys.Count - 1; known <= block; known++)
            _keys.Add(_keys[known].Next(Tokens.Slice(known * KvBlock.Tokens, KvBlock.Tokens)));
        return _keys[block + 1];
    }

    /// <summary>Takes blocks of the cache that hold its first tokens; the last token is always computed, for its logits.</summary>
    public void ReusePrefix(BlockCache cache)
    {
        if (NeedsEveryRow)
            return;
        while ((_blocks.Count + 1) * KvBlock.Tokens < Length && cache.TryReuse(KeyOf(_blocks.Count), out var block))
            _blocks.Add(block);
        Computed = _blocks.Count * KvBlock.Tokens;
    }

    /// <summary>Takes as many blocks as the first <paramref name="tokens"/> tokens need; false where there are not enough.</summary>
    public bool TryHold(BlockCache cache, int tokens)
    {
        while (_blocks.Count * KvBlock.Tokens < tokens)
        {
            if (!cache.TryTake(out var block))
                return false;
            _blocks.Add(block);
        }
        return true;
    }

    /// <summary>The tokens of the span are computed: blocks that became full get their identity.</summary>
    public void Advance(BlockCache cache)
    {
        var full = Computed / KvBlock.Tokens;
        Computed += SpanTokens;
        for (; (full + 1) * KvBlock.Tokens <= Computed; full++)
            cache.Identify(_blocks[full], KeyOf(full));
    }

    /// <summary>Gives all blocks back. What was computed is computed again, unless the cache still has it.</summary>
    public void Release(BlockCache cache)
    {
        for (var i = _blocks.Count - 1; i >= 0; i--)
            cache.Release(_blocks[i]);
        _blocks.Clear();
        Computed = 0;
        Pooled = null;
    }
}

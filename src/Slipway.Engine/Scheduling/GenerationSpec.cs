using Slipway.Engine.Adapters;
using Slipway.Engine.Grammars;
using Slipway.Formats.ToolCalls;
using Slipway.Models.Sampling;

namespace Slipway.Engine.Scheduling;

/// <summary>What one generation is asked to do; checked already.</summary>
internal sealed record GenerationSpec
{
    public required int[] Prompt { get; init; }

    public SamplingOptions Sampling { get; init; } = SamplingOptions.Greedy;

    public required int MaxTokens { get; init; }

    /// <summary>Strings that end the answer and are not part of it.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>The answer is a text of its own, so that a tokenizer's opening space is no part of it.</summary>
    public bool StartsText { get; init; }

    public bool IgnoreEnd { get; init; }

    /// <summary>How many alternatives are scored at each token; null for no scores.</summary>
    public int? Alternatives { get; init; }

    /// <summary>The prompt's own tokens are scored too.</summary>
    public bool ScoresPrompt { get; init; }

    /// <summary>Nothing is generated: the mean of the prompt's hidden states is the result.</summary>
    public bool Embeds { get; init; }

    /// <summary>Prefixes are shared only within one salt.</summary>
    public string CacheSalt { get; init; } = "";

    /// <summary>What the answer has to follow, or null.</summary>
    public CompiledGrammar? Grammar { get; init; }

    /// <summary>What to look for in the answer's text; null where it is nothing but text.</summary>
    public AnswerSyntax? Syntax { get; init; }

    /// <summary>The adapter that it is generated with, or null.</summary>
    public LoadedAdapter? Adapter { get; init; }
}

using System.Text;
using Slipway.Engine.Scheduling;

namespace Slipway.Engine.Answers;

/// <summary>What one choice of an answer has said since it was last written.</summary>
internal sealed class Choice(int index, Generation generation)
{
    public int Index { get; } = index;

    public Generation Generation { get; } = generation;

    public StringBuilder Text { get; } = new();

    public List<ScoredToken> Tokens { get; } = [];

    public FinishReason Finish { get; private set; }

    /// <summary>There is something to write; a token whose character is not whole yet is nothing.</summary>
    public bool HasNews => Text.Length > 0 || Tokens.Count > 0 || Finish != FinishReason.None;

    /// <summary>Its role was written.</summary>
    public bool IsOpened { get; set; }

    /// <summary>Characters before the next token, for the classic logprobs.</summary>
    public int Offset { get; set; }

    public void Add(in TokenEvent happened)
    {
        Text.Append(happened.Text);
        if (happened.Scores is not null || happened.OfPrompt)
            Tokens.Add(new ScoredToken(happened.Token, happened.Scores));
        Finish = happened.Finish;
    }

    /// <summary>What it said is written; what follows is new.</summary>
    public void Written()
    {
        Text.Clear();
        Tokens.Clear();
    }
}

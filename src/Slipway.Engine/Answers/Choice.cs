using System.Text;
using Slipway.Engine.Scheduling;
using Slipway.Formats.Tokenizers;
using Slipway.Formats.ToolCalls;

namespace Slipway.Engine.Answers;

/// <summary>What one choice of an answer has said since it was last written.</summary>
internal sealed class Choice(int index, Generation generation)
{
    private readonly AnswerParser? _parser = generation.Spec.Syntax is { } syntax ? new AnswerParser(syntax) : null;

    public int Index { get; } = index;

    public Generation Generation { get; } = generation;

    public StringBuilder Text { get; } = new();

    /// <summary>What the model thought.</summary>
    public StringBuilder Reasoning { get; } = new();

    /// <summary>Calls of functions, or more of the arguments of those that were written before.</summary>
    public List<CallPiece> Calls { get; } = [];

    /// <summary>It has called a function.</summary>
    public bool HasCalled => _parser is { Calls: > 0 };

    public List<ScoredToken> Tokens { get; } = [];

    public FinishReason Finish { get; private set; }

    /// <summary>There is something to write; a token whose character is not whole yet is nothing.</summary>
    public bool HasNews => Text.Length > 0 || Reasoning.Length > 0 || Calls.Count > 0 || Tokens.Count > 0 || Finish != FinishReason.None;

    /// <summary>Its role was written.</summary>
    public bool IsOpened { get; set; }

    /// <summary>Characters before the next token, for the classic logprobs.</summary>
    public int Offset { get; set; }

    /// <summary>Has seen the tokens before, for the same.</summary>
    public TextDecoder? Decoder { get; set; }

    public void Add(in TokenEvent happened)
    {
        if (_parser is null)
        {
            Text.Append(happened.Text);
        }
        else
        {
            foreach (var delta in _parser.Append(happened.Text))
                Add(delta);
            if (happened.Finish != FinishReason.None)
            {
                foreach (var delta in _parser.Finish())
                    Add(delta);
            }
        }
        if (happened.Scores is not null || happened.OfPrompt)
            Tokens.Add(new ScoredToken(happened.Token, happened.Scores));
        Finish = happened.Finish;
    }

    private void Add(AnswerDelta delta)
    {
        switch (delta.Kind)
        {
            case AnswerDeltaKind.Content:
                Text.Append(delta.Text);
                break;
            case AnswerDeltaKind.Reasoning:
                Reasoning.Append(delta.Text);
                break;
            case AnswerDeltaKind.CallName:
                Calls.Add(new CallPiece(delta.Call, $"call_{Guid.NewGuid():N}", delta.Text));
                break;
            default:
                if (Calls.Count == 0 || Calls[^1].Index != delta.Call)
                    Calls.Add(new CallPiece(delta.Call, null, null));
                Calls[^1].Arguments.Append(delta.Text);
                break;
        }
    }

    /// <summary>What it said is written; what follows is new.</summary>
    public void Written()
    {
        Text.Clear();
        Reasoning.Clear();
        Calls.Clear();
        Tokens.Clear();
    }
}

using System.Text;

namespace Slipway.Formats.ToolCalls;

/// <summary>Collects pieces; those of one kind that follow each other become one.</summary>
internal sealed class DeltaSink
{
    private readonly List<AnswerDelta> _done = [];
    private readonly StringBuilder _text = new();
    private AnswerDeltaKind _kind;
    private int _call;

    public void Add(AnswerDeltaKind kind, ReadOnlySpan<char> text, int call = 0)
    {
        if (kind != _kind || call != _call || kind == AnswerDeltaKind.CallName)
            Close();
        (_kind, _call) = (kind, call);
        _text.Append(text);
    }

    public IReadOnlyList<AnswerDelta> Take()
    {
        Close();
        AnswerDelta[] taken = [.. _done];
        _done.Clear();
        return taken;
    }

    private void Close()
    {
        if (_text.Length > 0)
            _done.Add(new(_kind, _text.ToString(), _call));
        _text.Clear();
    }
}

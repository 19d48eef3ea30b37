namespace Slipway.Formats.ToolCalls;

/// <summary>
/// Takes a model's answer apart while it comes: thoughts, text for the reader, calls of functions. A tag is never given out, nor a part
/// of one: what might become a tag waits until it is certain. Text that merely looks like a call comes out as text, nothing is lost.
/// </summary>
public sealed class AnswerParser(AnswerSyntax syntax)
{
    private enum Stage
    {
        Opening,
        Thoughts,
        ContentStart,
        Content,
        PythonTag,
        Call,
        AfterTaggedCall,
        AfterBareCall,
    }

    private readonly DeltaSink _sink = new();
    private Stage _stage = syntax.StartsThinking ? Stage.Thoughts : Stage.Opening;
    private CallReader? _reader;
    private string _opening = "";
    private string _blanks = "";
    private string _held = "";
    private bool _dropsSpace = syntax.StartsThinking;
    private bool _ended;

    /// <summary>Calls so far; more than none means that the answer ends for their sake.</summary>
    public int Calls { get; private set; }

    /// <summary>Takes the next piece of the answer's text; gives what is certain now.</summary>
    public IReadOnlyList<AnswerDelta> Append(string text)
    {
        _held += text;
        while (Step())
        {
        }
        return _sink.Take();
    }

    /// <summary>Ends the answer and gives what was held back.</summary>
    public IReadOnlyList<AnswerDelta> Finish()
    {
        _ended = true;
        return Append("");
    }

    // Each stage takes what it can from the held text; false where it needs more.
    private bool Step() => _stage switch
    {
        Stage.Opening => Open(),
        Stage.Thoughts => Think(),
        Stage.ContentStart => StartContent(),
        Stage.Content => TakeContent(),
        Stage.PythonTag => FollowPythonTag(),
        Stage.Call => ReadCall(),
        Stage.AfterTaggedCall => FollowTaggedCall(),
        _ => FollowBareCall(),
    };

    private bool Open()
    {
        if (!syntax.Thinks)
            return Go(Stage.ContentStart);
        if (MayBegin(AnswerSyntax.OpenThoughts, out var begins))
            return false;
        if (!begins)
            return Go(Stage.ContentStart);
        _held = _held.TrimStart()[AnswerSyntax.OpenThoughts.Length..];
        _dropsSpace = true;
        return Go(Stage.Thoughts);
    }

    private bool Think()
    {
        if (Take(AnswerDeltaKind.Reasoning, AnswerSyntax.CloseThoughts) is null)
            return false;
        return Go(Stage.ContentStart);
    }

    private bool StartContent()
    {
        if (syntax.Calls != ToolCallFormat.Bare)
            return Go(Stage.Content);
        var text = _held.AsSpan().TrimStart();
        if (text.IsEmpty && !_ended)
            return false;
        if (text.StartsWith("{"))
            return BeginCall("");
        return Go(Stage.Content);
    }

    private bool TakeContent()
    {
        var tag = syntax.Calls switch
        {
            ToolCallFormat.Tagged => Take(AnswerDeltaKind.Content, AnswerSyntax.OpenCall, Calls > 0 ? AnswerSyntax.CloseCall : null),
            ToolCallFormat.Bare => Take(AnswerDeltaKind.Content, AnswerSyntax.PythonTag),
            _ => Take(AnswerDeltaKind.Content),
        };
        return tag switch
        {
            null => false,
            AnswerSyntax.OpenCall => BeginCall(_blanks + AnswerSyntax.OpenCall),
            AnswerSyntax.PythonTag => Go(Stage.PythonTag),
            // A closing tag that closes nothing.
            _ => true,
        };
    }

    private bool FollowPythonTag()
    {
        var text = _held.AsSpan().TrimStart();
        if (text.StartsWith("{"))
            return BeginCall("");
        if (!_ended)
            return false;
        if (BuiltinCall.Parse(_held) is { } call && syntax.Functions.Contains(call.Name))
        {
            _sink.Add(AnswerDeltaKind.CallName, call.Name, Calls);
            _sink.Add(AnswerDeltaKind.CallArguments, call.Arguments, Calls++);
            _held = "";
        }
        return Go(Stage.Content);
    }

    private bool BeginCall(string opening)
    {
        _opening = opening;
        _reader = new CallReader(syntax, _sink, Calls);
        return Go(Stage.Call);
    }

    private bool ReadCall()
    {
        var at = 0;
        var reading = Reading.Goes;
        while (at < _held.Length && reading == Reading.Goes)
            reading = _reader!.Read(_held[at++]);
        _held = _held[at..];
        if (reading == Reading.Goes && !_ended)
            return false;
        if (!_reader!.IsCertain)
        {
            // No call: its text is read again, but not as a call.
            _dropsSpace &= _opening.Length == 0;
            Emit(AnswerDeltaKind.Content, _opening);
            _held = _reader.Raw + _held;
            return Go(Stage.Content);
        }
        Calls++;
        _dropsSpace = true;
        return Go(syntax.Calls == ToolCallFormat.Tagged ? Stage.AfterTaggedCall : Stage.AfterBareCall);
    }

    private bool FollowTaggedCall()
    {
        if (MayBegin(AnswerSyntax.CloseCall, out var begins))
            return false;
        if (begins)
            _held = _held.TrimStart()[AnswerSyntax.CloseCall.Length..];
        return Go(Stage.Content);
    }

    private bool FollowBareCall()
    {
        _held = _held.TrimStart([' ', '\t', '\r', '\n', ';', ',']);
        if (_held.Length == 0)
            return false;
        return _held[0] == '{' ? BeginCall("") : Go(Stage.Content);
    }

    /// <summary>
    /// Gives out the held text up to the first of the tags, and takes the tag away; null where there is none yet. Blanks before a tag
    /// go with it, so they wait as well.
    /// </summary>
    private string? Take(AnswerDeltaKind kind, params ReadOnlySpan<string?> tags)
    {
        var (first, found) = (_held.Length, (string?)null);
        foreach (var tag in tags)
        {
            var at = tag is null ? -1 : _held.IndexOf(tag, StringComparison.Ordinal);
            if (at >= 0 && at < first)
                (first, found) = (at, tag);
        }
        var text = _held.AsSpan(0, first);
        if (found is null && !_ended)
            text = text[..^HeldBack(text, tags)];
        var full = text;
        if (tags.Length > 0 && (found is not null || !_ended || kind == AnswerDeltaKind.Reasoning || Calls > 0))
            text = text.TrimEnd();
        _blanks = _dropsSpace && text.IsEmpty ? "" : full[text.Length..].ToString();
        Emit(kind, text);
        _held = found is not null ? _held[(first + found.Length)..] : _ended ? "" : _held[text.Length..];
        _dropsSpace |= found is not null;
        return found;
    }

    // The longest end of the text that begins a tag.
    private static int HeldBack(ReadOnlySpan<char> text, ReadOnlySpan<string?> tags)
    {
        var longest = 0;
        foreach (var tag in tags)
        {
            for (var length = Math.Min(text.Length, (tag?.Length ?? 0) - 1); length > longest; length--)
            {
                if (text.EndsWith(tag.AsSpan(0, length)))
                    longest = length;
            }
        }
        return longest;
    }

    private void Emit(AnswerDeltaKind kind, ReadOnlySpan<char> text)
    {
        if (_dropsSpace)
            text = text.TrimStart();
        if (text.IsEmpty)
            return;
        _dropsSpace = false;
        _sink.Add(kind, text);
    }

    /// <summary>Whether the held text, blanks aside, is part of the tag so far; and whether it begins with the tag.</summary>
    private bool MayBegin(string tag, out bool begins)
    {
        var text = _held.AsSpan().TrimStart();
        begins = text.StartsWith(tag);
        return !begins && !_ended && tag.AsSpan().StartsWith(text);
    }

    private bool Go(Stage next)
    {
        _stage = next;
        return true;
    }
}

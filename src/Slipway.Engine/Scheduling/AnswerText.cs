using Slipway.Formats.Tokenizers;

namespace Slipway.Engine.Scheduling;

/// <summary>
/// Makes an answer's text of its tokens and watches for stop strings. The text that might be the beginning of one is held back
/// until it is certain, so that no part of a stop string is ever given out.
/// </summary>
internal sealed class AnswerText(TextDecoder decoder, IReadOnlyList<string> stop)
{
    private string _held = "";

    /// <summary>A stop string came; the text ends before it.</summary>
    public bool Stopped { get; private set; }

    public string Append(int token) => Release(decoder.Append(token));

    /// <summary>Ends the text and gives out what was held back.</summary>
    public string Flush()
    {
        var text = Release(decoder.Flush());
        if (Stopped)
            return text;
        text += _held;
        _held = "";
        return text;
    }

    private string Release(string added)
    {
        if (stop.Count == 0)
            return added;
        var text = _held.Length == 0 ? added : _held + added;
        var end = FirstStop(text);
        if (end >= 0)
        {
            Stopped = true;
            _held = "";
            return text[..end];
        }
        var held = HeldLength(text);
        _held = text[^held..];
        return text[..^held];
    }

    private int FirstStop(string text)
    {
        var first = -1;
        foreach (var candidate in stop)
        {
            var place = text.IndexOf(candidate, StringComparison.Ordinal);
            if (place >= 0 && (first < 0 || place < first))
                first = place;
        }
        return first;
    }

    /// <summary>Length of the longest end of the text that begins a stop string.</summary>
    private int HeldLength(string text)
    {
        var longest = 0;
        foreach (var candidate in stop)
        {
            for (var length = Math.Min(candidate.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(candidate.AsSpan(0, length)))
                    longest = length;
            }
        }
        return longest;
    }
}

using System.Globalization;
using System.Text;
using Slipway.Engine.Grammars;
using static Slipway.Engine.Grammars.Make;

namespace Slipway.Engine.Schemas;

/// <summary>
/// Makes a grammar of a regular expression, for text within a JSON string: quotes, backslashes and control characters are written
/// escaped. Without anchors anything may stand around a match. What looks around or back is refused.
/// </summary>
internal sealed class PatternParser
{
    private const int DeepestNesting = 100;

    private static readonly (int, int)[] Digits = [('0', '9')];
    private static readonly (int, int)[] Words = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
    private static readonly (int, int)[] Spaces = [('\t', '\r'), (' ', ' ')];

    private readonly string _text;
    private int _at;
    private int _depth;

    private PatternParser(string text) => _text = text;

    public static Expression Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var parsed = parser.ReadChoice();
        return parser._at == pattern.Length ? parsed : throw parser.Wrong("')' without its '('");
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private bool IsOver => _at >= _text.Length;

    private Expression ReadChoice()
    {
        var options = new List<Expression> { ReadSequence() };
        while (!IsOver && Current == '|')
        {
            _at++;
            options.Add(ReadSequence());
        }
        return Any([.. options]);
    }

    private Expression ReadSequence()
    {
        var parts = new List<Expression>();
        // Anchors hold for the whole text, so they may only stand at its ends; an open end takes anything.
        var outermost = _depth == 0;
        if (outermost && !Skip('^'))
            parts.Add(Many(JsonRules.Character));
        var closed = false;
        while (!IsOver && Current is not ('|' or ')'))
        {
            if (outermost && Skip('$'))
            {
                closed = true;
                break;
            }
            parts.Add(ReadRepeated());
        }
        if (outermost && !closed)
            parts.Add(Many(JsonRules.Character));
        return closed && !IsOver && Current != '|' ? throw Wrong("'$' may only stand at the end") : All([.. parts]);
    }

    private Expression ReadRepeated()
    {
        var item = ReadItem();
        while (!IsOver)
        {
            switch (Current)
            {
                case '*':
                    item = Many(item);
                    break;
                case '+':
                    item = Many(item, 1);
                    break;
                case '?':
                    item = Maybe(item);
                    break;
                case '{' when Counts() is var (least, most):
                    item = Many(item, least, most);
                    break;
                default:
                    return item;
            }
            _at++;
            // Lazy or greedy makes no difference to what matches.
            Skip('?');
        }
        return item;
    }

    /// <summary>Reads {m}, {m,} or {m,n} up to its last character.</summary>
    private (int Least, int? Most) Counts()
    {
        var end = _text.IndexOf('}', _at);
        var parts = end < 0 ? [] : _text[(_at + 1)..end].Split(',');
        if (parts.Length is not (1 or 2) || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var least))
            throw Wrong("'{' must be escaped where it is no count");
        int? most = least;
        if (parts.Length == 2)
        {
            most = parts[1].Length == 0 ? null
                : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var upper) && upper >= least ? upper
                : throw Wrong("a count is not a number");
        }
        _at = end;
        return (least, most);
    }

    private Expression ReadItem()
    {
        var letter = Current;
        switch (letter)
        {
            case '(':
                return ReadGroup();
            case '[':
                _at++;
                return Escaped(ReadSet());
            case '.':
                _at++;
                return Escaped(new CharacterSet([('\n', '\n'), ('\r', '\r')], inverted: true));
            case '\\':
                _at++;
                return Escaped(ReadEscape());
            case '^' or '$':
                throw Wrong($"'{letter}' may only stand at an end of the pattern");
            case '*' or '+' or '?' or '{':
                throw Wrong($"'{letter}' repeats nothing");
            default:
                var rune = ReadRune();
                return Escaped(new CharacterSet([(rune.Value, rune.Value)]));
        }
    }

    private Expression ReadGroup()
    {
        if (++_depth > DeepestNesting)
            throw Wrong("groups are nested too deep");
        _at++;
        if (Skip('?'))
        {
            if (Current == '<' && _at + 1 < _text.Length && _text[_at + 1] is not ('=' or '!') && _text.IndexOf('>', _at) is var end and >= 0)
                _at = end + 1;
            else if (!Skip(':'))
                throw Wrong("lookaround and options are not supported");
        }
        var inner = ReadChoice();
        if (!Skip(')'))
            throw Wrong("'(' without its ')'");
        _depth--;
        return inner;
    }

    private CharacterSet ReadSet()
    {
        var inverted = Skip('^');
        var ranges = new List<(int, int)>();
        while (Current != ']')
        {
            if (IsOver)
                throw Wrong("'[' without its ']'");
            var first = ReadMember();
            var low = first.Ranges;
            var single = low is [var only] && only.First == only.Last;
            if (single && Current == '-' && _at + 1 < _text.Length && _text[_at + 1] != ']')
            {
                _at++;
                if (ReadMember().Ranges is not [var last] || last.First != last.Last || last.First < low[0].First)
                    throw Wrong("a range needs two characters in order");
                ranges.Add((low[0].First, last.First));
                continue;
            }
            ranges.AddRange(low);
        }
        _at++;
        return new CharacterSet(ranges, inverted);
    }

    private CharacterSet ReadMember()
    {
        if (Skip('\\'))
            return ReadEscape();
        var rune = ReadRune();
        return new CharacterSet([(rune.Value, rune.Value)]);
    }

    private CharacterSet ReadEscape()
    {
        var kind = IsOver ? throw Wrong("the pattern ends in the middle") : _text[_at++];
        return kind switch
        {
            'd' => new CharacterSet(Digits),
            'D' => new CharacterSet(Digits, inverted: true),
            'w' => new CharacterSet(Words),
            'W' => new CharacterSet(Words, inverted: true),
            's' => new CharacterSet(Spaces),
            'S' => new CharacterSet(Spaces, inverted: true),
            'n' => CharacterSet.Of("\n"),
            'r' => CharacterSet.Of("\r"),
            't' => CharacterSet.Of("\t"),
            'f' => CharacterSet.Of("\f"),
            'v' => CharacterSet.Of("\v"),
            'x' => ReadHex(2),
            'u' => ReadHex(4),
            _ when char.IsAsciiLetterOrDigit(kind) => throw Wrong($"'\\{kind}' is not supported"),
            _ => new CharacterSet([(kind, kind)]),
        };
    }

    private CharacterSet ReadHex(int digits)
    {
        if (_at + digits > _text.Length ||
            !int.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw Wrong($"{digits} hexadecimal digits are expected");
        _at += digits;
        return new CharacterSet([(value, value)]);
    }

    private Rune ReadRune()
    {
        if (Rune.DecodeFromUtf16(_text.AsSpan(_at), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            throw Wrong("the pattern ends in the middle, or in half a character");
        _at += length;
        return rune;
    }

    private bool Skip(char character)
    {
        if (IsOver || Current != character)
            return false;
        _at++;
        return true;
    }

    /// <summary>A character of the set as it stands in a JSON string.</summary>
    private static Expression Escaped(CharacterSet set)
    {
        var plain = new CharacterSet(set.Ranges.SelectMany(range => WithoutSpecial(range.First, range.Last)));
        var options = new List<Expression>();
        if (plain.Ranges.Count > 0)
            options.Add(plain);
        foreach (var (character, written) in new[] { ('"', "\\\""), ('\\', "\\\\"), ('\n', "\\n"), ('\r', "\\r"), ('\t', "\\t"), ('\f', "\\f"), ('\b', "\\b") })
        {
            if (set.Contains(character))
                options.Add(Text(written));
        }
        return Any([.. options]);
    }

    private static IEnumerable<(int, int)> WithoutSpecial(int first, int last)
    {
        foreach (var (low, high) in JsonRules.Plain.Ranges)
        {
            if (Math.Max(first, low) <= Math.Min(last, high))
                yield return (Math.Max(first, low), Math.Min(last, high));
        }
    }

    private GrammarException Wrong(string problem) => new($"at {_at + 1}: {problem}");
}

using System.Globalization;
using System.Text;

namespace Slipway.Engine.Grammars;

/// <summary>Reads llama.cpp's grammar notation: <c>root ::= "yes" | [0-9]+ # comment</c>.</summary>
internal sealed class GbnfParser
{
    private const int DeepestNesting = 200;

    private readonly string _text;
    private readonly Dictionary<string, Expression> _rules = [];
    private int _at;
    private int _depth;

    private GbnfParser(string text) => _text = text;

    public static Grammar Parse(string text)
    {
        var parser = new GbnfParser(text);
        parser.SkipSpace(lines: true);
        while (parser._at < text.Length)
            parser.ReadRule();
        return parser._rules.ContainsKey("root") ? new Grammar("root", parser._rules) : throw new GrammarException("there is no rule 'root'");
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private void ReadRule()
    {
        var name = ReadName();
        SkipSpace(lines: false);
        if (!Skip("::="))
            throw Wrong($"'::=' is expected after '{name}'");
        SkipSpace(lines: true);
        var rule = ReadChoice(nested: false);
        if (!_rules.TryAdd(name, rule))
            throw Wrong($"rule '{name}' is there twice");
        if (_at < _text.Length && Current != '\n' && Current != '\r')
            throw Wrong($"'{Current}' is not expected here");
        SkipSpace(lines: true);
    }

    private Expression ReadChoice(bool nested)
    {
        var options = new List<Expression> { ReadSequence(nested) };
        while (StandsBar(nested))
        {
            _at++;
            SkipSpace(lines: true);
            options.Add(ReadSequence(nested));
        }
        return Make.Any([.. options]);
    }

    /// <summary>A rule goes on in the next line where that begins with a bar.</summary>
    private bool StandsBar(bool nested)
    {
        if (Current == '|')
            return true;
        if (nested)
            return false;
        var end = _at;
        SkipSpace(lines: true);
        if (Current == '|')
            return true;
        _at = end;
        return false;
    }

    private Expression ReadSequence(bool nested)
    {
        var parts = new List<Expression>();
        while (TryReadItem() is { } item)
        {
            SkipSpace(nested);
            while (TryReadRepeat(item) is { } repeated)
            {
                item = repeated;
                SkipSpace(nested);
            }
            parts.Add(item);
        }
        return Make.All([.. parts]);
    }

    private Expression? TryReadItem()
    {
        switch (Current)
        {
            case '"':
                _at++;
                return ReadLiteral();
            case '[':
                _at++;
                return ReadSet();
            case '.':
                _at++;
                return CharacterSet.Everything;
            case '(':
                if (++_depth > DeepestNesting)
                    throw Wrong("parentheses are nested too deep");
                _at++;
                SkipSpace(lines: true);
                var inner = ReadChoice(nested: true);
                if (Current != ')')
                    throw Wrong("')' is expected");
                _at++;
                _depth--;
                return inner;
            case var letter when IsNameCharacter(letter):
                return new Reference(ReadName());
            case '<':
                throw Wrong("tokens by name or number are not supported");
            default:
                return null;
        }
    }

    private Expression? TryReadRepeat(Expression item)
    {
        switch (Current)
        {
            case '*':
                _at++;
                return new Repeat(item, 0, null);
            case '+':
                _at++;
                return new Repeat(item, 1, null);
            case '?':
                _at++;
                return new Repeat(item, 0, 1);
            case '{':
                _at++;
                return ReadCounts(item);
            default:
                return null;
        }
    }

    private Repeat ReadCounts(Expression item)
    {
        SkipSpace(lines: false);
        var least = Current == ',' ? 0 : ReadNumber();
        int? most = least;
        SkipSpace(lines: false);
        if (Current == ',')
        {
            _at++;
            SkipSpace(lines: false);
            most = Current == '}' ? null : ReadNumber();
            SkipSpace(lines: false);
        }
        if (Current != '}')
            throw Wrong("'}' is expected");
        _at++;
        return most < least ? throw Wrong($"{{{least},{most}}} repeats less than nothing") : new Repeat(item, least, most);
    }

    private int ReadNumber()
    {
        var start = _at;
        while (char.IsAsciiDigit(Current))
            _at++;
        return int.TryParse(_text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : throw Wrong("a number is expected");
    }

    private Literal ReadLiteral()
    {
        var text = new StringBuilder();
        while (Current != '"')
            text.Append(ReadCharacter().ToString());
        _at++;
        return new Literal(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private CharacterSet ReadSet()
    {
        var inverted = Skip("^");
        var ranges = new List<(int, int)>();
        while (Current != ']')
        {
            var first = ReadCharacter().Value;
            var last = first;
            if (Current == '-' && _at + 1 < _text.Length && _text[_at + 1] != ']')
            {
                _at++;
                last = ReadCharacter().Value;
            }
            if (last < first)
                throw Wrong("a range runs backwards");
            ranges.Add((first, last));
        }
        _at++;
        return new CharacterSet(ranges, inverted);
    }

    private Rune ReadCharacter()
    {
        if (_at >= _text.Length)
            throw Wrong("the text ends in the middle");
        if (Current == '\\')
        {
            _at++;
            return ReadEscape();
        }
        if (Rune.DecodeFromUtf16(_text.AsSpan(_at), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            throw Wrong("half a character");
        _at += length;
        return rune;
    }

    private Rune ReadEscape()
    {
        var kind = Current;
        _at++;
        return kind switch
        {
            'n' => new Rune('\n'),
            'r' => new Rune('\r'),
            't' => new Rune('\t'),
            'x' => ReadHex(2),
            'u' => ReadHex(4),
            'U' => ReadHex(8),
            '\\' or '"' or '[' or ']' or '-' or '^' => new Rune(kind),
            _ => throw Wrong($"'\\{kind}' is no escape"),
        };
    }

    private Rune ReadHex(int digits)
    {
        if (_at + digits > _text.Length ||
            !int.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ||
            !Rune.TryCreate(value, out var rune))
            throw Wrong($"{digits} hexadecimal digits of a character are expected");
        _at += digits;
        return rune;
    }

    private string ReadName()
    {
        var start = _at;
        while (IsNameCharacter(Current))
            _at++;
        return _at > start ? _text[start.._at] : throw Wrong("a rule's name is expected");
    }

    private static bool IsNameCharacter(char value) => char.IsAsciiLetterOrDigit(value) || value is '-' or '_';

    private bool Skip(string text)
    {
        if (string.CompareOrdinal(_text, _at, text, 0, text.Length) != 0)
            return false;
        _at += text.Length;
        return true;
    }

    private void SkipSpace(bool lines)
    {
        while (true)
        {
            if (Current is ' ' or '\t' || (lines && Current is '\n' or '\r'))
                _at++;
            else if (Current == '#')
                _at = _text.IndexOf('\n', _at) is var end && end < 0 ? _text.Length : end;
            else
                return;
        }
    }

    private GrammarException Wrong(string problem)
    {
        var before = _text.AsSpan(0, Math.Min(_at, _text.Length));
        return new GrammarException($"line {before.Count('\n') + 1}, column {before.Length - before.LastIndexOf('\n')}: {problem}");
    }
}

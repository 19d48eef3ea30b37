using System.Text;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Syntax;

/// <summary>Cuts the inside of one tag into names, literals and operators.</summary>
internal sealed class TagLexer(string source, int start, string close, List<Token> tokens)
{
    private static readonly string[] Operators =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ".", ",", ":", "|", ";"];

    private readonly int opened = start - 2;
    private int position = start;
    private readonly Stack<char> brackets = [];

    /// <summary>Returns where the tag's end begins, its sign included.</summary>
    public int Run()
    {
        while (true)
        {
            while (position < source.Length && Characters.IsSpace(source[position]))
                position++;
            if (position >= source.Length)
                throw Fail("this tag has no end", opened);
            // Inside brackets '}}' closes two maps, not the tag.
            if (brackets.Count == 0 && AtEnd())
                return position;
            var c = source[position];
            if (c is '\'' or '"')
                String(c);
            else if (char.IsAsciiDigit(c))
                Number();
            else if (char.IsLetter(c) || c == '_')
                Name();
            else
                Operator();
        }
    }

    private bool AtEnd() => Matches(position, close) || (Matches(position + 1, close) &&
        (source[position] == '-' || (source[position] == '+' && close == "%}")));

    private void Name()
    {
        var first = position;
        while (position < source.Length && (char.IsLetterOrDigit(source[position]) || source[position] == '_'))
            position++;
        tokens.Add(new(TokenKind.Name, source[first..position], first));
    }

    private void Number()
    {
        var first = position;
        if (source[position] == '0' && position + 1 < source.Length && char.ToLowerInvariant(source[position + 1]) is 'x' or 'o' or 'b')
        {
            position += 2;
            TakeWhile(char.IsAsciiHexDigit);
            tokens.Add(new(TokenKind.Integer, Digits(first), first));
            return;
        }
        TakeWhile(char.IsAsciiDigit);
        // The 0.1 of x.0.1 is two indexes, not a number.
        var afterDot = first > 0 && source[first - 1] == '.';
        var isFloat = false;
        if (!afterDot && At(position) == '.' && char.IsAsciiDigit(At(position + 1)))
        {
            isFloat = true;
            position++;
            TakeWhile(char.IsAsciiDigit);
        }
        if (!afterDot && At(position) is 'e' or 'E')
        {
            var digits = position + (At(position + 1) is '+' or '-' ? 2 : 1);
            if (char.IsAsciiDigit(At(digits)))
            {
                isFloat = true;
                position = digits;
                TakeWhile(char.IsAsciiDigit);
            }
        }
        tokens.Add(new(isFloat ? TokenKind.Float : TokenKind.Integer, Digits(first), first));
    }

    private void TakeWhile(Func<char, bool> isDigit)
    {
        while (isDigit(At(position)) || (At(position) == '_' && isDigit(At(position + 1))))
            position++;
    }

    private string Digits(int first) => source[first..position].Replace("_", "", StringComparison.Ordinal);

    private void String(char quote)
    {
        var first = position++;
        var value = new StringBuilder();
        while (At(position) != quote)
        {
            if (position >= source.Length)
                throw Fail("this string has no end", first);
            if (source[position] == '\\' && position + 1 < source.Length)
                position = StringEscapes.Decode(source, position, value);
            else
                value.Append(source[position++]);
        }
        position++;
        tokens.Add(new(TokenKind.String, value.ToString(), first));
    }

    private void Operator()
    {
        var text = Operators.FirstOrDefault(candidate => Matches(position, candidate))
            ?? throw Fail($"unexpected character '{source[position]}'", position);
        if (text[0] is '(' or '[' or '{')
            brackets.Push(text[0] switch { '(' => ')', '[' => ']', _ => '}' });
        else if (text[0] is ')' or ']' or '}' && (!brackets.TryPop(out var expected) || expected != text[0]))
            throw Fail($"'{text}' closes nothing", position);
        tokens.Add(new(TokenKind.Operator, text, position));
        position += text.Length;
    }

    private char At(int at) => at < source.Length ? source[at] : '\0';

    private bool Matches(int at, string text) => string.CompareOrdinal(source, at, text, 0, text.Length) == 0;

    private TemplateException Fail(string problem, int at) => new TemplateException(problem, TemplateFault.Syntax).In(source, at);
}

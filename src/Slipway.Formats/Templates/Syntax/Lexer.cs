using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Syntax;

/// <summary>
/// Cuts a template into text and tags, with the whitespace rules that published templates are written for: trim_blocks (the
/// newline after a block or comment goes), lstrip_blocks (blanks before one on its line go), '-' strips everything, '+' keeps.
/// </summary>
internal sealed class Lexer
{
    private readonly string source;
    private readonly List<Token> tokens = [];
    private int position;

    private Lexer(string source) => this.source = source;

    /// <summary>Newlines as templates see them; one at the very end doesn't count.</summary>
    public static string Normalize(string source)
    {
        source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return source.EndsWith('\n') ? source[..^1] : source;
    }

    public static List<Token> Run(string source)
    {
        var lexer = new Lexer(source);
        lexer.Template();
        return lexer.tokens;
    }

    private void Template()
    {
        while (position < source.Length)
        {
            var start = position;
            var tag = FindTag(position);
            if (tag < 0)
            {
                position = source.Length;
                AddText(start, position);
                break;
            }
            var kind = source[tag + 1];
            position = tag + 2;
            var sign = TakeSign();
            AddText(start, TrimBefore(start, tag, sign, isOutput: kind == '{'));
            if (kind == '#')
                Comment(tag);
            else if (kind == '%' && TakeRawStart())
                Raw(tag);
            else
                Tag(tag, kind);
        }
        tokens.Add(new(TokenKind.End, "", source.Length));
    }

    private int FindTag(int from)
    {
        for (var at = source.IndexOf('{', from); at >= 0 && at + 1 < source.Length; at = source.IndexOf('{', at + 1))
        {
            if (source[at + 1] is '{' or '%' or '#')
                return at;
        }
        return -1;
    }

    private void Tag(int at, char kind)
    {
        tokens.Add(new(kind == '{' ? TokenKind.OutputStart : TokenKind.BlockStart, "", at));
        var inner = new TagLexer(source, position, kind == '{' ? "}}" : "%}", tokens);
        var end = inner.Run();
        tokens.Add(new(kind == '{' ? TokenKind.OutputEnd : TokenKind.BlockEnd, "", end));
        position = end;
        SkipTagEnd(isOutput: kind == '{');
    }

    private void Comment(int at)
    {
        var end = source.IndexOf("#}", position, StringComparison.Ordinal);
        if (end < 0)
            throw Fail("this comment has no end", at);
        position = end > position && source[end - 1] is '-' or '+' ? end - 1 : end;
        SkipTagEnd(isOutput: false);
    }

    // After '{%' and its sign: whether the tag is raw; then the position is behind it.
    private bool TakeRawStart()
    {
        var at = SkipSpace(position);
        if (!Matches(at, "raw"))
            return false;
        at = SkipSpace(at + 3);
        if (Matches(at, "-%}"))
            position = SkipSpace(at + 3);
        else if (Matches(at, "%}"))
            position = at + 2;
        else
            return false;
        return true;
    }

    private void Raw(int opened)
    {
        var start = position;
        for (var tag = source.IndexOf("{%", start, StringComparison.Ordinal); tag >= 0;
             tag = source.IndexOf("{%", tag + 2, StringComparison.Ordinal))
        {
            position = tag + 2;
            var sign = TakeSign();
            var name = SkipSpace(position);
            if (!Matches(name, "endraw"))
                continue;
            var end = SkipSpace(name + 6);
            if (!Matches(end, "%}") && !Matches(end, "-%}") && !Matches(end, "+%}"))
                continue;
            AddText(start, TrimBefore(start, tag, sign, isOutput: false));
            position = end;
            SkipTagEnd(isOutput: false);
            return;
        }
        throw Fail("this raw block has no end", opened);
    }

    private char TakeSign() => position < source.Length && source[position] is '-' or '+' ? source[position++] : ' ';

    // At the tag's end, sign included: moves behind it and behind the whitespace that goes with it.
    private void SkipTagEnd(bool isOutput)
    {
        var sign = source[position];
        position += sign is '-' or '+' ? 3 : 2;
        if (sign == '-')
            position = SkipSpace(position);
        else if (sign != '+' && !isOutput && position < source.Length && source[position] == '\n')
            position++;
    }

    private int TrimBefore(int start, int end, char sign, bool isOutput)
    {
        if (sign == '-')
        {
            while (end > start && Characters.IsSpace(source[end - 1]))
                end--;
            return end;
        }
        if (sign == '+' || isOutput)
            return end;
        var line = end;
        while (line > start && source[line - 1] != '\n' && Characters.IsSpace(source[line - 1]))
            line--;
        // Only where the line begins in this text, or where what stands before it ended with a newline.
        return line == 0 || source[line - 1] == '\n' ? line : end;
    }

    private void AddText(int start, int end)
    {
        if (end > start)
            tokens.Add(new(TokenKind.Text, source[start..end], start));
    }

    private int SkipSpace(int at)
    {
        while (at < source.Length && Characters.IsSpace(source[at]))
            at++;
        return at;
    }

    private bool Matches(int at, string text) => string.CompareOrdinal(source, at, text, 0, text.Length) == 0;

    private TemplateException Fail(string problem, int at) => new TemplateException(problem, TemplateFault.Syntax).In(source, at);
}

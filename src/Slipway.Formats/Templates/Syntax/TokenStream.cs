namespace Slipway.Formats.Templates.Syntax;

/// <summary>The tokens of a template, read from front to back.</summary>
internal sealed class TokenStream(string source, List<Token> tokens)
{
    // Each level takes a dozen calls of the parser on the stack.
    private const int DeepestNesting = 100;

    private int next;
    private int depth;

    public Token Current => tokens[next];

    public Token Following => tokens[Math.Min(next + 1, tokens.Count - 1)];

    public Token Take()
    {
        var token = tokens[next];
        if (token.Kind != TokenKind.End)
            next++;
        return token;
    }

    public bool At(string value) => Current.Is(TokenKind.Operator, value);

    public bool AtName(string value) => Current.Is(TokenKind.Name, value);

    public bool Skip(string value) => At(value) && Take().Value == value;

    public bool SkipName(string value) => AtName(value) && Take().Value == value;

    public void Expect(string value)
    {
        if (!Skip(value))
            throw Unexpected($"'{value}'");
    }

    public Token Expect(TokenKind kind, string description) => Current.Kind == kind ? Take() : throw Unexpected(description);

    public void Enter()
    {
        if (++depth > DeepestNesting)
            throw Fail($"more than {DeepestNesting} levels of nesting", Current.At);
    }

    public void Leave() => depth--;

    public TemplateException Unexpected(string expected) => Fail($"expected {expected}, found {Current.Description}", Current.At);

    public TemplateException Fail(string problem, int at) => new TemplateException(problem, TemplateFault.Syntax).In(source, at);
}

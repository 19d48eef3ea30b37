namespace Slipway.Formats.Templates.Syntax;

/// <summary><see cref="Value"/> is the text itself; of a string literal what it stands for, of a number its digits.</summary>
internal readonly record struct Token(TokenKind Kind, string Value, int At)
{
    public bool Is(TokenKind kind, string value) => Kind == kind && Value == value;

    public string Description => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.BlockEnd => "'%}'",
        TokenKind.OutputEnd => "'}}'",
        TokenKind.Text => "text",
        TokenKind.String => "a string",
        _ => $"'{Value}'",
    };
}

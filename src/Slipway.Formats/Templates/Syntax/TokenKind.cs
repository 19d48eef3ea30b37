namespace Slipway.Formats.Templates.Syntax;

internal enum TokenKind
{
    Text,
    BlockStart,
    BlockEnd,
    OutputStart,
    OutputEnd,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End,
}

namespace Slipway.Engine.Grammars;

internal sealed record Choice(IReadOnlyList<Expression> Options) : Expression;

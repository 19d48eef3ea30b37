namespace Slipway.Engine.Grammars;

internal sealed record Sequence(IReadOnlyList<Expression> Parts) : Expression;

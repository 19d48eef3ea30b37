namespace Slipway.Engine.Grammars;

/// <param name="Most">Null for any number.</param>
internal sealed record Repeat(Expression Item, int Least, int? Most) : Expression;

namespace Slipway.Engine.Grammars;

internal sealed record Reference(string Rule) : Expression;

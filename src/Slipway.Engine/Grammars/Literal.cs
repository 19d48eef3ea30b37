namespace Slipway.Engine.Grammars;

internal sealed record Literal(byte[] Bytes) : Expression;

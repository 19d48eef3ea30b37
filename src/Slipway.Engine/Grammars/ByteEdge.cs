namespace Slipway.Engine.Grammars;

internal readonly record struct ByteEdge(byte First, byte Last, int Target);

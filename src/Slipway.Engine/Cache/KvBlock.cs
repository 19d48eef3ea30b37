using Slipway.Tensors;

namespace Slipway.Engine.Cache;

internal static class KvBlock
{
    public const int Tokens = KvLayout.BlockTokens;

    public static int For(int tokens) => (tokens + Tokens - 1) / Tokens;
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Engine.Cache;

/// <summary>
/// What a block of keys and values holds: its tokens, all before them, the adapter they were computed with and the salt of the request.
/// A cryptographic hash, since equal keys hand one tenant's block to another and prompts are chosen by strangers.
/// </summary>
internal readonly record struct BlockKey(UInt128 Hash)
{
    /// <summary>The key that stands before a sequence's first block.</summary>
    public static BlockKey Root(string adapter, string salt)
    {
        // The length of the first keeps ("a", "bc") and ("ab", "c") apart.
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{adapter.Length}:{adapter}{salt}"), digest);
        return new BlockKey(MemoryMarshal.Read<UInt128>(digest));
    }

    /// <summary>The key of the block of these tokens that follows this one.</summary>
    public BlockKey Next(ReadOnlySpan<int> tokens)
    {
        Span<byte> content = stackalloc byte[16 + tokens.Length * sizeof(int)];
        MemoryMarshal.Write(content, Hash);
        MemoryMarshal.AsBytes(tokens).CopyTo(content[16..]);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(content, digest);
        return new BlockKey(MemoryMarshal.Read<UInt128>(digest));
    }
}

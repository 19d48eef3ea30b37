namespace Slipway.Platform.Routing;

/// <summary>A hash of how a prompt begins. Requests with the same opening share cached prefixes at the replica that saw it.</summary>
public static class Opening
{
    private const int Length = 256;

    public static int Of(ReadOnlySpan<char> text) => Mark(string.GetHashCode(text[..Math.Min(text.Length, Length)]));

    public static int Of(ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.AddBytes(text[..Math.Min(text.Length, Length)]);
        return Mark(hash.ToHashCode());
    }

    private static int Mark(int hash) => hash == 0 ? 1 : hash;
}

namespace Slipway.Formats.Gguf;

/// <summary>
/// Bounds that no honest file comes near. With them, and every count checked against the bytes that remain, what a reader
/// allocates is bounded by a small multiple of the file.
/// </summary>
internal static class GgufLimits
{
    /// <summary>Bytes of a metadata key or a tensor name: the format's own bound.</summary>
    public const int NameBytes = ushort.MaxValue;

    /// <summary>Bytes of one string value. Chat templates take kilobytes.</summary>
    public const int TextBytes = 1 << 26;

    /// <summary>Values in one array. Vocabularies have some hundred thousand tokens, and twice as many merges.</summary>
    public const int ArrayLength = 1 << 24;

    /// <summary>Arrays inside arrays.</summary>
    public const int ArrayDepth = 4;

    public const int Dimensions = 4;

    public const int DefaultAlignment = 32;

    public const int MaxAlignment = 1 << 20;
}

using System.Buffers;

namespace Slipway.Formats.Tokenizers.Normalizing;

/// <summary>What becomes of text before it is cut into words.</summary>
internal abstract class Normalizer
{
    /// <summary>Appends the normalized text; <paramref name="first"/> where nothing stands before it, not even a special token.</summary>
    public abstract void Write(ReadOnlySpan<byte> text, bool first, ArrayBufferWriter<byte> output);
}

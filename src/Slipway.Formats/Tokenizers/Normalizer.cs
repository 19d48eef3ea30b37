using System.Buffers;

namespace Slipway.Formats.Tokenizers;

/// <summary>What becomes of text before it is cut into words.</summary>
internal abstract class Normalizer
{
    /// <summary>Appends the normalized text; <paramref name="begins"/> where it stands at the beginning, or behind a special token.</summary>
    public abstract void Write(ReadOnlySpan<byte> text, bool begins, ArrayBufferWriter<byte> output);
}

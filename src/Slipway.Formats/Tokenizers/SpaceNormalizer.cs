using System.Buffers;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tokenizers;

/// <summary>SentencePiece's view of text: each space is a ▁, and one more stands before it.</summary>
internal sealed class SpaceNormalizer(bool prefixes) : Normalizer
{
    public override void Write(ReadOnlySpan<byte> text, bool begins, ArrayBufferWriter<byte> output)
    {
        if (prefixes && begins)
            output.Write(SpacedWordSplitter.SpaceBytes);
        while (text.IndexOf((byte)' ') is >= 0 and var space)
        {
            output.Write(text[..space]);
            output.Write(SpacedWordSplitter.SpaceBytes);
            text = text[(space + 1)..];
        }

        output.Write(text);
    }
}

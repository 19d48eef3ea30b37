using System.Buffers;

namespace Slipway.Formats.Tokenizers.Normalizing;

/// <summary>Several normalizers, one after another.</summary>
internal sealed class NormalizerChain(IReadOnlyList<Normalizer> normalizers) : Normalizer
{
    public override void Write(ReadOnlySpan<byte> text, bool first, ArrayBufferWriter<byte> output)
    {
        foreach (var normalizer in normalizers)
        {
            var written = new ArrayBufferWriter<byte>(text.Length + 16);
            normalizer.Write(text, first, written);
            text = written.WrittenSpan;
        }

        output.Write(text);
    }
}

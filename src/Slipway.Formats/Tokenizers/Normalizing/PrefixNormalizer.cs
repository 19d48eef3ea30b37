using System.Buffers;
using System.Text;

namespace Slipway.Formats.Tokenizers.Normalizing;

/// <summary>Puts a text before every other.</summary>
internal sealed class PrefixNormalizer(string prefix) : Normalizer
{
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix);

    public string Prefix => prefix;

    /// <summary>Not where the text begins with the prefix already.</summary>
    public bool OnlyIfMissing { get; init; }

    /// <summary>Not behind a special token.</summary>
    public bool OnlyFirst { get; init; }

    public override void Write(ReadOnlySpan<byte> text, bool first, ArrayBufferWriter<byte> output)
    {
        if (!(OnlyFirst && !first) && !(OnlyIfMissing && text.StartsWith(_prefix)))
            output.Write(_prefix);
        output.Write(text);
    }
}

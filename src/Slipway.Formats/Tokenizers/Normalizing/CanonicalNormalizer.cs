using System.Buffers;
using System.Text;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tokenizers.Normalizing;

/// <summary>Unicode's normal form C (an é is one character), or D (an e and an accent).</summary>
internal sealed class CanonicalNormalizer(bool composes) : Normalizer
{
    // Hangul: syllables are numbered through by leading consonant, vowel and trailing consonant.
    private const int Syllables = 0xAC00;
    private const int Leads = 0x1100;
    private const int Vowels = 0x1161;
    private const int Trails = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TrailCount = 28;

    public override void Write(ReadOnlySpan<byte> text, bool first, ArrayBufferWriter<byte> output)
    {
        if (composes && IsComposed(text))
        {
            output.Write(text);
            return;
        }

        var characters = new List<int>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            Decompose(Characters.CodePoint(text, at, out var length), characters);
            at += length;
        }

        Order(characters);
        if (composes)
            Compose(characters);
        foreach (var character in characters)
            output.Advance(new Rune(character).EncodeToUtf8(output.GetSpan(4)));
    }

    private static bool IsComposed(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length;)
        {
            // Up to U+02FF nothing changes.
            if (text[at] < 0xCC)
                at++;
            else if (CanonicalTable.Instance.MayChange(Characters.CodePoint(text, at, out var length)))
                return false;
            else
                at += length;
        }

        return true;
    }

    private static void Decompose(int character, List<int> output)
    {
        if (character - Syllables is >= 0 and < LeadCount * VowelCount * TrailCount and var syllable)
        {
            output.Add(Leads + syllable / (VowelCount * TrailCount));
            output.Add(Vowels + syllable / TrailCount % VowelCount);
            if (syllable % TrailCount != 0)
                output.Add(Trails + syllable % TrailCount);
        }
        else if (CanonicalTable.Instance.TryGetParts(character, out var parts))
        {
            Decompose(parts.First, output);
            if (parts.Second != 0)
                Decompose(parts.Second, output);
        }
        else
        {
            output.Add(character);
        }
    }

    // Marks behind a character stand in the order of their classes; those of one class keep theirs.
    private static void Order(List<int> characters)
    {
        var table = CanonicalTable.Instance;
        for (var start = 0; start < characters.Count; start++)
        {
            var end = start;
            while (end < characters.Count && table.Class(characters[end]) != 0)
                end++;
            if (end - start < 2)
                continue;
            var ordered = characters[start..end].OrderBy(table.Class).ToArray();
            for (var i = start; i < end; i++)
                characters[i] = ordered[i - start];
            start = end;
        }
    }

    private static void Compose(List<int> characters)
    {
        var table = CanonicalTable.Instance;
        var (starter, kept, lastClass) = (-1, 0, 0);
        foreach (var character in characters.ToArray())
        {
            var own = table.Class(character);
            // Blocked where something between the starter and this mark has its class, or a higher one, or none.
            var reaches = starter >= 0 && (kept == starter + 1 || (lastClass < own && lastClass != 0));
            if (reaches && Join(table, characters[starter], character) is { } joined)
            {
                characters[starter] = joined;
                continue;
            }

            if (own == 0)
                starter = kept;
            lastClass = own;
            characters[kept++] = character;
        }

        characters.RemoveRange(kept, characters.Count - kept);
    }

    private static int? Join(CanonicalTable table, int first, int second)
    {
        if (first - Leads is >= 0 and < LeadCount && second - Vowels is >= 0 and < VowelCount)
            return Syllables + ((first - Leads) * VowelCount + second - Vowels) * TrailCount;
        if (first - Syllables is >= 0 and < LeadCount * VowelCount * TrailCount and var syllable && syllable % TrailCount == 0 &&
            second - Trails is > 0 and < TrailCount)
            return first + second - Trails;
        return table.TryCompose(first, second, out var composed) ? composed : null;
    }
}

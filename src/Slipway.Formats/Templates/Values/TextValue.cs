using System.Text;
using Slipway.Formats.Templates.Library;

namespace Slipway.Formats.Templates.Values;

/// <summary>
/// A text that knows which of its stretches a user wrote. Lengths and indexes that a template sees count code points, as in
/// Python; those of this class count UTF-16.
/// </summary>
internal sealed class TextValue : Value
{
    public static readonly TextValue Empty = new("", []);

    private readonly int[] changes;
    private int? length;

    /// <param name="changes">Where the origin changes, ascending; a text begins as the template's own.</param>
    public TextValue(string text, int[] changes)
    {
        Text = text;
        this.changes = changes;
    }

    public string Text { get; }

    public override string Type => "str";

    public override bool IsTrue => Text.Length > 0;

    // Counted once: a template may ask again and again.
    public override int? Length => length ??= Text.Length - Pairs(Text);

    private bool HasPairs => Length < Text.Length;

    public static TextValue Of(string text, bool fromUser = false) => new(text, fromUser && text.Length > 0 ? [0] : []);

    /// <summary>Who wrote the character at <paramref name="at"/>, and where the next stretch begins.</summary>
    public int OriginChange(int at, out bool fromUser)
    {
        var next = Array.BinarySearch(changes, at);
        next = next >= 0 ? next + 1 : ~next;
        fromUser = (next & 1) != 0;
        return next < changes.Length ? changes[next] : Text.Length;
    }

    public IEnumerable<TextRun> Runs()
    {
        for (var start = 0; start < Text.Length;)
        {
            var end = OriginChange(start, out var fromUser);
            yield return new(Text[start..end], fromUser);
            start = end;
        }
    }

    /// <summary>The same text with other characters: as many, from the same origins.</summary>
    public TextValue WithCharacters(string characters, Budget budget)
    {
        if (characters.Length != Text.Length)
            throw new InvalidOperationException("a change of case must not change the length");
        budget.ChargeText(characters.Length, characters.Length);
        return new(characters, changes);
    }

    public TextValue Slice(int start, int length, Budget budget) => start == 0 && length == Text.Length
        ? this
        : new TextBuilder(budget).Append(this, start, length).ToText();

    public override void Write(TextBuilder to) => to.Append(this);

    public override void WriteRepr(TextBuilder to)
    {
        var quote = Text.Contains('\'') && !Text.Contains('"') ? '"' : '\'';
        to.Append(quote.ToString());
        foreach (var (at, rune, length) in CodePoints())
        {
            var escaped = rune switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\\' => "\\\\",
                _ when rune == quote => "\\" + quote,
                _ when Rune.IsValid(rune) && Characters.IsPrintable(new(rune)) => null,
                < 0x100 => $"\\x{rune:x2}",
                < 0x10000 => $"\\u{rune:x4}",
                _ => $"\\U{rune:x8}",
            };
            if (escaped is null)
                to.Append(this, at, length);
            else
                to.AppendLike(this, at, escaped);
        }
        to.Append(quote.ToString());
    }

    public override IEnumerable<Value> Elements(Budget budget)
    {
        foreach (var (at, _, length) in CodePoints())
            yield return Slice(at, length, budget);
    }

    public override Value? Member(string name, Budget budget) => TextMethods.All.Bind(name, this);

    public override Value? Item(Value key, Budget budget)
    {
        if (!Numbers.IsInteger(key, out var index))
            return null;
        var count = Length!.Value;
        if (index < 0)
            index += count;
        if (index < 0 || index >= count)
            return null;
        var at = Offset((int)index, budget);
        return Slice(at, Offset((int)index + 1, budget) - at, budget);
    }

    /// <summary>Where the code point of this index begins.</summary>
    public int Offset(int codePoint, Budget budget)
    {
        if (!HasPairs)
            return codePoint;
        budget.ChargeReading(codePoint);
        var at = 0;
        for (; codePoint > 0 && at < Text.Length; codePoint--)
            at += PairAt(at) ? 2 : 1;
        return at;
    }

    private IEnumerable<(int At, int Rune, int Length)> CodePoints()
    {
        for (var at = 0; at < Text.Length;)
        {
            var length = PairAt(at) ? 2 : 1;
            yield return (at, length == 2 ? char.ConvertToUtf32(Text, at) : Text[at], length);
            at += length;
        }
    }

    private static int Pairs(string text)
    {
        var pairs = 0;
        for (var at = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); at >= 0 && at + 1 < text.Length; at++)
        {
            if (char.IsSurrogatePair(text[at], text[at + 1]))
                pairs++;
        }
        return pairs;
    }

    private bool PairAt(int at) => at + 1 < Text.Length && char.IsSurrogatePair(Text[at], Text[at + 1]);
}

using System.Text;

namespace Slipway.Formats.Templates.Values;

/// <summary>
/// Collects text and, beside it, where each stretch came from. Everything that makes text from text goes through here, so
/// that no filter can lose the origin.
/// </summary>
internal sealed class TextBuilder(Budget budget)
{
    private readonly StringBuilder characters = new();

    // Where the origin changes; text begins as the template's own. So a text of a user alone has one change, at 0.
    private readonly List<int> changes = [];

    public Budget Budget => budget;

    public int Length => characters.Length;

    private bool EndsAsUser => (changes.Count & 1) != 0;

    public TextBuilder Append(string text, bool fromUser = false) => Append(text.AsSpan(), fromUser);

    public TextBuilder Append(ReadOnlySpan<char> text, bool fromUser = false)
    {
        if (text.IsEmpty)
            return this;
        budget.ChargeText(text.Length, (long)characters.Length + text.Length);
        if (fromUser != EndsAsUser)
            changes.Add(characters.Length);
        characters.Append(text);
        return this;
    }

    public TextBuilder Append(TextValue text) => Append(text, 0, text.Text.Length);

    public TextBuilder Append(TextValue text, int start, int length)
    {
        for (var end = start + length; start < end;)
        {
            var stop = Math.Min(end, text.OriginChange(start, out var fromUser));
            Append(text.Text.AsSpan(start, stop - start), fromUser);
            start = stop;
        }
        return this;
    }

    /// <summary>Appends characters in place of others that came from there.</summary>
    public TextBuilder AppendLike(TextValue origin, int at, string text)
    {
        origin.OriginChange(at, out var fromUser);
        return Append(text, fromUser);
    }

    public TextBuilder AppendRepeated(TextValue text, long count)
    {
        if (count <= 0 || !text.IsTrue)
            return this;
        // Refused at once where the end would be refused.
        budget.ChargeText(0, characters.Length + Math.Min(count, int.MaxValue) * text.Text.Length);
        for (; count > 0; count--)
            Append(text);
        return this;
    }

    public TextBuilder AppendRepeated(char c, long count) => AppendRepeated(TextValue.Of(c.ToString()), count);

    public TextValue ToText() => new(characters.ToString(), [.. changes]);
}

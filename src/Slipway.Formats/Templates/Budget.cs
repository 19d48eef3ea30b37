using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates;

/// <summary>Counts what one rendering costs, and remembers the place that is being evaluated, for errors.</summary>
internal sealed class Budget(TemplateLimits limits)
{
    private const int CharactersPerStep = 16;
    private const int SearchedPerUnit = 64;

    private long left = limits.Steps * CharactersPerStep;
    private int depth;

    /// <summary>Offset in the template's source.</summary>
    public int At { get; set; }

    public void Charge(long count = 1) => Spend(Math.Min(count, limits.Steps + 1) * CharactersPerStep);

    /// <summary>Before characters are copied to a text that will then have that length.</summary>
    public void ChargeText(int copied, long length)
    {
        if (length > limits.Characters)
            throw new TemplateException($"the text is longer than {limits.Characters} characters", TemplateFault.Limit);
        Spend(copied);
    }

    /// <summary>Before a text is read without being copied: searched, compared, tested.</summary>
    public void ChargeReading(long characters) => Spend(characters);

    /// <summary>Before one text is sought in another, which may mean to compare it at each place.</summary>
    public void ChargeSearch(string text, string sought) => Spend(text.Length + (long)text.Length * sought.Length / SearchedPerUnit);

    /// <summary>Before a key is looked up: its hash reads all of it.</summary>
    public void ChargeKey(Value key) => Spend(key switch
    {
        TextValue text => text.Text.Length,
        ListValue { IsTuple: true } tuple => tuple.Values.Sum(value => (long)((value as TextValue)?.Text.Length ?? 1)),
        _ => 1,
    });

    public void Enter(int at)
    {
        Charge();
        if (++depth > limits.Depth)
            throw new TemplateException($"more than {limits.Depth} levels of nesting", TemplateFault.Limit);
        At = at;
    }

    /// <summary>Not called when an exception passes: the whole rendering ends with it.</summary>
    public void Leave() => depth--;

    private void Spend(long amount)
    {
        if ((left -= amount) < 0)
            throw new TemplateException($"rendering takes more than {limits.Steps} steps", TemplateFault.Limit);
    }
}

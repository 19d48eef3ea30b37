namespace Slipway.Formats.Templates;

/// <summary>Counts what one rendering costs, and remembers the place that is being evaluated, for errors.</summary>
internal sealed class Budget(TemplateLimits limits)
{
    private const int CharactersPerStep = 16;

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

namespace Slipway.Formats.Templates;

/// <summary>What rendering may cost: a template comes with a model file and is a program that nobody has checked.</summary>
public sealed record TemplateLimits
{
    public static TemplateLimits Default { get; } = new();

    /// <summary>Evaluated nodes, copied elements, and one for each sixteen characters that are built.</summary>
    public long Steps { get; init; } = 4_000_000;

    /// <summary>UTF-16 characters of the prompt, and of any text on the way to it.</summary>
    public int Characters { get; init; } = 16 << 20;

    /// <summary>Expressions, statements and macro calls inside each other.</summary>
    public int Depth { get; init; } = 500;
}

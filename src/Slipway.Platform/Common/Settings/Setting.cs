using System.Globalization;

namespace Slipway.Platform.Common.Settings;

/// <summary>A setting, declared once: name, default, what is allowed, and a line of documentation.</summary>
public abstract class Setting(string name, string documentation, string allowed)
{
    /// <summary>The environment variable, also its name in <c>.env</c> and <c>appsettings.json</c>.</summary>
    public string Name { get; } = name;

    public string Documentation { get; } = documentation;

    /// <summary>What is allowed, for people.</summary>
    public string Allowed { get; } = allowed;

    /// <summary>The command-line option that sets it too; null for none.</summary>
    public string? Flag { get; init; }

    /// <summary>Never shown.</summary>
    public bool IsSecret { get; init; }

    public abstract string DefaultText { get; }

    internal abstract object? DefaultValue { get; }

    /// <summary>The value, or null and what is wrong with it.</summary>
    internal abstract object? Parse(string text, out string? problem);

    public static Setting<string> Text(
        string name, string fallback, string documentation, string allowed = "any text", string? flag = null, bool isSecret = false) =>
        new(name, documentation, allowed, fallback, fallback, (string text, out string? problem) =>
        {
            problem = null;
            return text;
        })
        { Flag = flag, IsSecret = isSecret };

    public static Setting<string> OneOf(string name, string fallback, string[] values, string documentation) =>
        new(name, documentation, string.Join(", ", values), fallback, fallback, (string text, out string? problem) =>
        {
            problem = values.Contains(text, StringComparer.OrdinalIgnoreCase) ? null : "is none of them";
            return text.ToLowerInvariant();
        });

    public static Setting<bool> Flagged(string name, bool fallback, string documentation) =>
        new(name, documentation, "true or false", fallback, fallback ? "true" : "false", (string text, out string? problem) =>
        {
            var value = text.ToLowerInvariant() switch { "true" or "1" or "yes" or "on" => true, "false" or "0" or "no" or "off" => false, _ => (bool?)null };
            problem = value is null ? "is neither" : null;
            return value ?? default;
        });

    public static Setting<int> Integer(string name, int fallback, int least, int most, string documentation) =>
        new(name, documentation, $"a whole number from {least} to {most}", fallback, fallback.ToString(CultureInfo.InvariantCulture),
            (string text, out string? problem) =>
            {
                var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
                problem = isNumber && value >= least && value <= most ? null : "is not";
                return value;
            });

    public static Setting<double> Number(string name, double fallback, double least, double most, string documentation) =>
        new(name, documentation, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), fallback,
            fallback.ToString(CultureInfo.InvariantCulture), (string text, out string? problem) =>
            {
                var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
                problem = isNumber && value >= least && value <= most ? null : "is not";
                return value;
            });

    /// <summary>Seconds, fractions allowed.</summary>
    public static Setting<TimeSpan> Seconds(string name, double fallback, double least, double most, string documentation) =>
        new(name, documentation, string.Create(CultureInfo.InvariantCulture, $"seconds from {least} to {most}"), TimeSpan.FromSeconds(fallback),
            fallback.ToString(CultureInfo.InvariantCulture), (string text, out string? problem) =>
            {
                var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
                problem = isNumber && value >= least && value <= most ? null : "is not";
                return problem is null ? TimeSpan.FromSeconds(value) : default;
            });

    public static Setting<T> Parsed<T>(
        string name, T fallback, string fallbackText, string allowed, string documentation, SettingParser<T> parse, bool isSecret = false) =>
        new(name, documentation, allowed, fallback, fallbackText, parse) { IsSecret = isSecret };
}

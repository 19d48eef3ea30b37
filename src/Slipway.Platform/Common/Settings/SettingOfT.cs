namespace Slipway.Platform.Common.Settings;

/// <inheritdoc/>
public sealed class Setting<T> : Setting
{
    private readonly SettingParser<T> _parse;

    internal Setting(string name, string documentation, string allowed, T fallback, string fallbackText, SettingParser<T> parse)
        : base(name, documentation, allowed) =>
        (Default, DefaultText, _parse) = (fallback, fallbackText, parse);

    public T Default { get; }

    public override string DefaultText { get; }

    internal override object? DefaultValue => Default;

    internal override object? Parse(string text, out string? problem) => _parse(text, out problem);
}

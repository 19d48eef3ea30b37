namespace Slipway.Platform.Common.Settings;

/// <summary>The settings in effect, each with where it comes from.</summary>
public sealed class SettingValues
{
    private readonly Dictionary<Setting, (object? Value, string Text, string Source)> _values;

    internal SettingValues(Dictionary<Setting, (object? Value, string Text, string Source)> values) => _values = values;

    public T Get<T>(Setting<T> setting) => (T)_values[setting].Value!;

    /// <summary>Somebody set it, if only to the default.</summary>
    public bool IsSet(Setting setting) => _values[setting].Source != SettingsReader.DefaultSource;

    /// <summary>As people may see it: secrets are masked.</summary>
    public (string Text, string Source) Shown(Setting setting)
    {
        var (_, text, source) = _values[setting];
        return (setting.IsSecret && text.Length > 0 ? "********" : text, source);
    }
}

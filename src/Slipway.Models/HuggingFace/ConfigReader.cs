using Slipway.Formats;

namespace Slipway.Models.HuggingFace;

/// <summary>Reads what a config.json says into metadata under GGUF's keys.</summary>
internal sealed class ConfigReader(ModelMetadata config, string architecture, Dictionary<string, object> values)
{
    private const int MostParts = 4096;

    public ModelMetadata Config { get; } = config;

    /// <summary>A positive number that only has another name in GGUF, where config.json has it.</summary>
    public void Number(string key, string setting)
    {
        if (!Config.Values.TryGetValue(setting, out var value))
            return;
        // Tensors are looked for by these numbers before any is opened.
        var most = key is "block_count" or "expert_count" ? MostParts : int.MaxValue;
        Set(key, value switch
        {
            long number when number > 0 && number <= most => value,
            long => throw Config.Wrong(setting, $"an integer from 1 to {most}", value),
            double and > 0 => value,
            _ => throw Config.Wrong(setting, "a positive number", value),
        });
    }

    public void Set(string key, object value) => values[$"{architecture}.{key}"] = value;

    /// <summary>Fails where a setting has another value than the only one that is known here; being absent is fine.</summary>
    public void Require(string setting, bool value)
    {
        if (Config.Flag(setting, value) != value)
            throw Config.Wrong(setting, value ? "true" : "false", !value);
    }

    public void Require(string setting, float value)
    {
        if (Config.Real(setting, value) != value)
            throw Config.Wrong(setting, value.ToString(System.Globalization.CultureInfo.InvariantCulture), Config.Values[setting]);
    }
}

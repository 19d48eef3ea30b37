using System.Globalization;

namespace Slipway.Formats;

/// <summary>
/// Typed access to a model's key-value metadata. Values are string, bool, long, ulong, double, or arrays of those
/// (string[], bool[], long[], double[]). Asking for the wrong type is an error that names the key.
/// </summary>
public sealed class ModelMetadata(string file, IReadOnlyDictionary<string, object> values)
{
    public IReadOnlyDictionary<string, object> Values { get; } = values;

    public string File { get; } = file;

    public bool Has(string key) => Values.ContainsKey(key);

    public string Text(string key) => Find<string>(key, "a string") ?? throw Missing(key);

    public string Text(string key, string fallback) => Find<string>(key, "a string") ?? fallback;

    public bool Flag(string key, bool fallback) => Values.TryGetValue(key, out var value)
        ? value as bool? ?? throw Wrong(key, "a boolean", value)
        : fallback;

    public int Integer(string key) => Has(key) ? Integer(key, 0) : throw Missing(key);

    public int Integer(string key, int fallback)
    {
        if (!Values.TryGetValue(key, out var value))
            return fallback;
        return value switch
        {
            long n when n is >= int.MinValue and <= int.MaxValue => (int)n,
            ulong n when n <= int.MaxValue => (int)n,
            _ => throw Wrong(key, "an integer of 32 bits", value),
        };
    }

    public float Real(string key, float fallback) => Values.TryGetValue(key, out var value)
        ? value switch { double d => (float)d, long n => n, ulong n => n, _ => throw Wrong(key, "a number", value) }
        : fallback;

    /// <summary>An array of strings, integers (long[]), reals (double[]) or booleans; null where the key is absent.</summary>
    public T[]? Array<T>(string key) => Find<T[]>(key, $"an array of {typeof(T).Name}");

    public ModelFileException Missing(string key) => new(File, $"metadata '{key}'", "missing");

    public ModelFileException Wrong(string key, string expected, object? value) =>
        new(File, $"metadata '{key}'", $"expected {expected}, found {Describe(value)}");

    private T? Find<T>(string key, string expected) where T : class => Values.TryGetValue(key, out var value)
        ? value as T ?? throw Wrong(key, expected, value)
        : null;

    private static string Describe(object? value) => value switch
    {
        System.Array array => $"an array of {array.Length} values",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"'{value}'",
    };
}

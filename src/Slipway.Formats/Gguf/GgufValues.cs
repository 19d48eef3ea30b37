using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Formats.Gguf;

/// <summary>The metadata of a GGUF file, each value read when it is first asked for.</summary>
internal sealed class GgufValues(Dictionary<string, GgufValue> values) : IReadOnlyDictionary<string, object>
{
    public int Count => values.Count;

    public IEnumerable<string> Keys => values.Keys;

    public IEnumerable<object> Values => values.Values.Select(value => value.Get());

    public object this[string key] => values[key].Get();

    public GgufValue Stored(string key) => values[key];

    public bool ContainsKey(string key) => values.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value)
    {
        value = values.TryGetValue(key, out var stored) ? stored.Get() : null;
        return stored is not null;
    }

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator()
    {
        foreach (var (key, value) in values)
            yield return new(key, value.Get());
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

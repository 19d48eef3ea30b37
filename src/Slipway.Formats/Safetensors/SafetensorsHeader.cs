using System.Text.Json;

namespace Slipway.Formats.Safetensors;

/// <summary>
/// Reads the JSON that a safetensors file begins with. It goes over the mapped bytes once and makes objects only of what it
/// keeps, so memory is bounded by the header's own size.
/// </summary>
internal ref struct SafetensorsHeader(string path, ReadOnlySpan<byte> json)
{
    private Utf8JsonReader _reader = new(json);
    private string _place = "header";

    public List<SafetensorsEntry> Tensors { get; } = [];

    public Dictionary<string, object> Metadata { get; } = [];

    public void Read()
    {
        try
        {
            Next(JsonTokenType.StartObject);
            var names = new HashSet<string>();
            while (NextProperty() is { } name)
            {
                _place = name == "__metadata__" ? "header's __metadata__" : $"tensor '{name}'";
                if (!names.Add(name))
                    throw Error("occurs twice");
                if (name == "__metadata__")
                    ReadMetadata();
                else
                    ReadTensor(name);
                _place = "header";
            }
            if (_reader.Read())
                throw Error("goes on after its JSON object");
        }
        // InvalidOperationException: a string that is not UTF-8, or half of a surrogate pair.
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw new ModelFileException(path, _place, $"is not JSON: {problem.Message}", problem);
        }
    }

    private void ReadMetadata()
    {
        Next(JsonTokenType.StartObject);
        while (NextProperty() is { } key)
        {
            Next(JsonTokenType.String);
            if (!Metadata.TryAdd(key, _reader.GetString()!))
                throw Error($"'{key}' occurs twice");
        }
    }

    private void ReadTensor(string name)
    {
        string? dtype = null;
        long[]? shape = null, offsets = null;
        Next(JsonTokenType.StartObject);
        while (NextProperty() is { } field)
        {
            switch (field)
            {
                case "dtype" when dtype is null:
                    Next(JsonTokenType.String);
                    dtype = _reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers("shape");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers("data_offsets");
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw Error($"'{field}' occurs twice");
                default:
                    _reader.Skip();
                    break;
            }
        }
        if (dtype is null || shape is null || offsets is not [var begin, var end] || begin > end)
            throw Error("needs 'dtype', 'shape' and 'data_offsets' of a beginning and an end");
        Tensors.Add(new SafetensorsEntry(name, dtype, shape, begin, end));
    }

    private long[] ReadNumbers(string field)
    {
        var numbers = new List<long>();
        Next(JsonTokenType.StartArray);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.Number)
            numbers.Add(_reader.TryGetInt64(out var number) && number >= 0 ? number : throw Error($"'{field}' holds a number that is no length"));
        return _reader.TokenType == JsonTokenType.EndArray ? [.. numbers] : throw Error($"'{field}' holds a {_reader.TokenType}");
    }

    private string? NextProperty()
    {
        _reader.Read();
        return _reader.TokenType == JsonTokenType.EndObject ? null : _reader.GetString();
    }

    private void Next(JsonTokenType expected)
    {
        if (!_reader.Read() || _reader.TokenType != expected)
            throw Error($"expected a {expected}, found a {_reader.TokenType}");
    }

    private readonly ModelFileException Error(string problem) => new(path, _place, problem);
}

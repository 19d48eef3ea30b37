using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Protocol.Json;

namespace Slipway.Platform.Configurations;

/// <summary>Takes arguments by their names; several names may mean the same. What is wrong is gathered, each under its own name.</summary>
internal sealed class KwargReader(JsonObject kwargs, string place, List<FieldError> errors)
{
    public string? Text(params ReadOnlySpan<string> names)
    {
        if (Find(names, out var name) is not { } value)
            return null;
        if (value.GetValueKind() == JsonValueKind.String)
            return value.GetValue<string>();
        Wrong(name, "must be a string");
        return null;
    }

    public int? Integer(int least, int most, params ReadOnlySpan<string> names)
    {
        if (Find(names, out var name) is not { } value)
            return null;
        if (value.GetValueKind() == JsonValueKind.Number && decimal.TryParse(value.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number >= least && number <= most)
        {
            return (int)number;
        }

        Wrong(name, $"must be an integer from {least} to {most}");
        return null;
    }

    public double? Number(double least, double most, params ReadOnlySpan<string> names)
    {
        if (Find(names, out var name) is not { } value)
            return null;
        if (value.GetValueKind() == JsonValueKind.Number && double.TryParse(value.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        Wrong(name, FormattableString.Invariant($"must be a number from {least} to {most}"));
        return null;
    }

    public JsonNode? Find(ReadOnlySpan<string> names, out string name)
    {
        foreach (var candidate in names)
        {
            if (kwargs.TryGetPropertyValue(candidate, out var value) && value is not null)
            {
                name = candidate;
                return value;
            }
        }

        name = names[0];
        return null;
    }

    public void Wrong(string name, string message) => errors.Add(new FieldError($"{place}.{name}", message));
}

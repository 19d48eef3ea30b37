using System.Text.Json;

namespace Slipway.Contracts;

/// <summary>Finds what an error body of any of the contracts says.</summary>
public static class ErrorText
{
    public static string? Of(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var json = JsonElement.ParseValue(ref reader);
            if (json.ValueKind != JsonValueKind.Object)
                return null;
            if (json.TryGetProperty("error", out var error))
                return error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) ? message.ToString() : error.ToString();
            return json.TryGetProperty("detail", out var detail) ? detail.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

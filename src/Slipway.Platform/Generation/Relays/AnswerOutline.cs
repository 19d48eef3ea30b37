using System.Text.Json;

namespace Slipway.Platform.Generation.Relays;

/// <summary>Finds the usage in an answer without reading it into objects.</summary>
internal static class AnswerOutline
{
    /// <summary>Where the value of <c>usage</c> stands; an empty range where it is absent, null where the answer is not OpenAI's.</summary>
    public static Range? FindUsage(ReadOnlySpan<byte> answer)
    {
        var found = 0..0;
        var hasContent = false;
        var reader = new Utf8JsonReader(answer);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isUsage = reader.ValueTextEquals("usage"u8);
                var isContent = reader.ValueTextEquals("choices"u8) || reader.ValueTextEquals("data"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                hasContent |= isContent && reader.TokenType == JsonTokenType.StartArray;
                var isObject = reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
                if (isUsage && isObject)
                    found = start..(int)reader.BytesConsumed;
            }

            return reader.TokenType == JsonTokenType.EndObject && hasContent ? found : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

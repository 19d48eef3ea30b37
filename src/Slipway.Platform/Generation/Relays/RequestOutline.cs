using System.Text.Json;
using Slipway.Protocol.Json;

namespace Slipway.Platform.Generation.Relays;

/// <summary>
/// What the server must know of a request that it passes through: whom it is for, and where in the bytes that stands. The body is
/// read once and never built again; everything else in it is the engine's to judge.
/// </summary>
public sealed class RequestOutline
{
    public string? Model { get; private set; }

    public string? User { get; private set; }

    /// <summary>The version that must answer; engines do not know this member and ignore it.</summary>
    public string? ModelVersion { get; private set; }

    public bool Stream { get; private set; }

    /// <summary>The caller itself asked for the usage at the end of its stream.</summary>
    public bool WantsUsage { get; private set; }

    /// <summary>The caller itself asked for the usage in every chunk.</summary>
    public bool WantsContinuousUsage { get; private set; }

    /// <summary>Where the value of <c>model</c> stands, quotes included; empty where it is absent.</summary>
    public Range ModelBytes { get; private set; }

    /// <summary>Where the value of <c>stream_options</c> stands.</summary>
    public Range StreamOptionsBytes { get; private set; }

    /// <summary>Where the object's first member would stand: right after its opening bracket.</summary>
    public int Start { get; private set; }

    /// <summary>The object has no member at all.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Reads the outline; every field that is wrong is named.</summary>
    public static RequestOutline? Read(ReadOnlySpan<byte> body, out IReadOnlyList<FieldError> errors)
    {
        var found = new List<FieldError>();
        errors = found;
        var outline = new RequestOutline();
        var reader = new Utf8JsonReader(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                found.Add(new FieldError("", "the body must be a JSON object"));
                return null;
            }

            outline.Start = (int)reader.BytesConsumed;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                outline.IsEmpty = false;
                outline.ReadMember(ref reader, found);
            }

            // Also reads what follows the object, which must be nothing.
            reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            var place = exception is JsonException json ? $" (line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1})" : "";
            found.Add(new FieldError("", $"the body is not JSON{place}"));
        }

        return found.Count == 0 ? outline : null;
    }

    private void ReadMember(ref Utf8JsonReader reader, List<FieldError> errors)
    {
        if (reader.ValueTextEquals("model"u8))
        {
            reader.Read();
            Model = Text(ref reader, "model", errors);
            ModelBytes = (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
        }
        else if (reader.ValueTextEquals("model_version"u8))
        {
            reader.Read();
            ModelVersion = Text(ref reader, "model_version", errors);
        }
        else if (reader.ValueTextEquals("user"u8))
        {
            reader.Read();
            User = Text(ref reader, "user", errors);
        }
        else if (reader.ValueTextEquals("stream"u8))
        {
            reader.Read();
            Stream = Flag(ref reader, "stream", errors);
        }
        else if (reader.ValueTextEquals("stream_options"u8))
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            ReadStreamOptions(ref reader, errors);
            StreamOptionsBytes = start..(int)reader.BytesConsumed;
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadStreamOptions(ref Utf8JsonReader reader, List<FieldError> errors)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            errors.Add(new FieldError("stream_options", "must be an object"));
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var usage = reader.ValueTextEquals("include_usage"u8);
            var continuous = reader.ValueTextEquals("continuous_usage_stats"u8);
            reader.Read();
            if (usage)
                WantsUsage = Flag(ref reader, "stream_options.include_usage", errors);
            else if (continuous)
                WantsContinuousUsage = Flag(ref reader, "stream_options.continuous_usage_stats", errors);
            else
                reader.Skip();
        }
    }

    private static string? Text(ref Utf8JsonReader reader, string name, List<FieldError> errors)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = reader.GetString()!;
                if (text.Length > 256 || text.Contains('\0'))
                    errors.Add(new FieldError(name, "must be at most 256 characters, none of them NUL"));
                return text;
            case JsonTokenType.Null:
                return null;
            default:
                errors.Add(new FieldError(name, "must be a string"));
                reader.Skip();
                return null;
        }
    }

    private static bool Flag(ref Utf8JsonReader reader, string name, List<FieldError> errors)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null)
            return reader.TokenType == JsonTokenType.True;
        errors.Add(new FieldError(name, "must be a boolean"));
        reader.Skip();
        return false;
    }
}

using System.Text.Json;
using Slipway.Platform.Common;

namespace Slipway.Server.Http;

/// <summary>Under <c>/llm</c>: <c>{"detail": …}</c>; invalid fields are 422 with where, what and which kind.</summary>
internal sealed class DetailContract : Contract
{
    public override string Name => "LLM Management System";

    public override int StatusOf(Failure failure) => failure.Kind == FailureKind.InvalidRequest && failure.Fields.Count > 0 ? 422 : base.StatusOf(failure);

    public override void WriteError(Utf8JsonWriter json, Failure failure)
    {
        json.WriteStartObject();
        if (failure.Fields.Count == 0)
        {
            json.WriteString("detail"u8, failure.Message);
        }
        else
        {
            json.WriteStartArray("detail"u8);
            foreach (var error in failure.Fields)
            {
                var (message, type) = Words(error.Message);
                json.WriteStartObject();
                json.WriteString("type"u8, type);
                json.WriteStartArray("loc"u8);
                json.WriteStringValue("body"u8);
                foreach (var part in error.Field.Split('.', StringSplitOptions.RemoveEmptyEntries))
                    json.WriteStringValue(part);
                json.WriteEndArray();
                json.WriteString("msg"u8, message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>As FastAPI says it, of whose form the document's errors are; what FastAPI has no word for is a value error in ours.</summary>
    private static (string Message, string Type) Words(string message) => message switch
    {
        Fields.Required => ("Field required", "missing"),
        "must be a string" => ("Input should be a valid string", "string_type"),
        "must be an object" => ("Input should be a valid dictionary", "dict_type"),
        "must be true or false" => ("Input should be a valid boolean", "bool_type"),
        _ when message.StartsWith("the body is not JSON", StringComparison.Ordinal) => ("JSON decode error: " + message, "json_invalid"),
        _ => (message, "value_error"),
    };
}

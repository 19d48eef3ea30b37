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
                json.WriteStartObject();
                json.WriteStartArray("loc"u8);
                json.WriteStringValue("body"u8);
                if (error.Field.Length > 0)
                    json.WriteStringValue(error.Field);
                json.WriteEndArray();
                json.WriteString("msg"u8, error.Message);
                json.WriteString("type"u8, error.Message == Fields.Required ? "missing" : "value_error");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

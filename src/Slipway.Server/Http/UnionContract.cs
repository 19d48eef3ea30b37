using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Protocol.OpenAi;

namespace Slipway.Server.Http;

/// <summary>Under <c>/v1</c>: the union of ML Infrastructure's error and OpenAI's.</summary>
internal sealed class UnionContract(string name) : Contract
{
    public override string Name => name;

    public override void WriteError(Utf8JsonWriter json, Failure failure)
    {
        var meaning = failure.Kind.Meaning();
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, meaning.Code);
        json.WriteString("message"u8, failure.Message);
        json.WriteNumber("status"u8, meaning.Status);
        json.WriteString("type"u8, WireErrors.Codes[meaning.Code].Type);
        json.WriteString("param"u8, failure.Fields.Select(field => field.Field).FirstOrDefault(name => name.Length > 0));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

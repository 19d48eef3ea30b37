using System.Text.Json;
using Slipway.Platform.Common;

namespace Slipway.Server.Http;

/// <summary><c>{"error": "message"}</c>, with <c>status_code</c> where the document has it.</summary>
internal sealed class PlainContract(string name, bool withStatus) : Contract
{
    public override string Name => name;

    public override void WriteError(Utf8JsonWriter json, Failure failure)
    {
        json.WriteStartObject();
        json.WriteString("error"u8, failure.Message);
        if (withStatus)
            json.WriteNumber("status_code"u8, StatusOf(failure));
        json.WriteEndObject();
    }
}

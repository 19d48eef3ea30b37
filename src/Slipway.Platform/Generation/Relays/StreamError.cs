using System.Buffers;
using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Platform.Generation.Relays;

/// <summary>How a stream says that it broke: OpenAI's clients raise an error that arrives as an event.</summary>
internal static class StreamError
{
    public static void Write(IBufferWriter<byte> output, Failure failure)
    {
        var meaning = failure.Kind.Meaning();
        var body = new ErrorBody(new ErrorDetail { Code = meaning.Code, Message = failure.Message, Status = meaning.Status, Type = "server_error" });
        output.Write("data: "u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Default.ErrorBody));
        output.Write("\n\n"u8);
    }
}

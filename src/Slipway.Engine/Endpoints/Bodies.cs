using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Slipway.Protocol.Json;

namespace Slipway.Engine.Endpoints;

internal static class Bodies
{
    /// <summary>Reads a request's body; null where it does not fit, which is then answered.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        var reader = context.Request.BodyReader;
        var result = await reader.ReadAsync(context.RequestAborted);
        while (!result.IsCompleted)
        {
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await reader.ReadAsync(context.RequestAborted);
        }
        var buffer = result.Buffer;
        var fits = WireReader.TryRead(buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray(), type, out var value, out var errors);
        reader.AdvanceTo(buffer.End);
        if (fits)
            return value;
        await Replies.InvalidAsync(context, errors);
        return null;
    }
}

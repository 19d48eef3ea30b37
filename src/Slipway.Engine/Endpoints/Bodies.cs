using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Slipway.Engine.Requests;
using Slipway.Protocol.Json;

namespace Slipway.Engine.Endpoints;

internal static class Bodies
{
    /// <summary>Reads a request's body; null where it does not fit, which is then answered.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        var checks = new FieldChecks();
        var value = await ReadAsync(context, type, checks, blank: null);
        if (value is null)
            await Replies.InvalidAsync(context, checks.Errors);
        return value;
    }

    /// <summary>
    /// Reads a request's body. Where fields of it do not fit, the checks know of them, and the rest comes back to be checked as well; what
    /// is required and missing or wrong is as in <paramref name="blank"/>. Null where nothing can be read, which is then answered.
    /// </summary>
    public static async Task<T?> ReadRestAsync<T>(HttpContext context, JsonTypeInfo<T> type, FieldChecks checks, string blank)
        where T : class
    {
        var value = await ReadAsync(context, type, checks, blank);
        if (value is null)
            await Replies.InvalidAsync(context, checks.Errors);
        return value;
    }

    private static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, FieldChecks checks, string? blank)
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
        var body = buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray();
        if (!WireReader.TryRead(body, type, out var value, out var errors))
        {
            checks.Misread(errors);
            value = blank is null ? null : WireReader.ReadRest(body, type, errors, blank);
        }
        reader.AdvanceTo(buffer.End);
        return value;
    }
}

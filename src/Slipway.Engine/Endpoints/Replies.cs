using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Endpoints;

/// <summary>Answers of all endpoints: records as JSON, and errors.</summary>
internal static class Replies
{
    public const string Json = "application/json; charset=utf-8";

    /// <summary>Text goes out as it is; nothing of it lands in a page of HTML unescaped by somebody else's fault alone.</summary>
    public static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter, WriterOptions))
            JsonSerializer.Serialize(json, value, type);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public static Task InvalidAsync(HttpContext context, IReadOnlyList<FieldError> errors) =>
        JsonAsync(context, WireErrors.Invalid(errors), WireJson.Default.ErrorBody, 400);

    public static Task ErrorAsync(HttpContext context, string code, string message, string? param = null)
    {
        var body = WireErrors.Body(code, message, param);
        return JsonAsync(context, body, WireJson.Default.ErrorBody, body.Error.Status!.Value);
    }

    public static Task UnavailableAsync(HttpContext context, string message, int retrySeconds)
    {
        context.Response.Headers.RetryAfter = retrySeconds.ToString(CultureInfo.InvariantCulture);
        return ErrorAsync(context, "unavailable", message);
    }

    /// <summary>An error within a stream that has begun.</summary>
    public static void WriteError(Utf8JsonWriter json, string code, string message)
    {
        json.WritePropertyName("error");
        JsonSerializer.Serialize(json, WireErrors.Body(code, message).Error, WireJson.Default.ErrorDetail);
    }
}

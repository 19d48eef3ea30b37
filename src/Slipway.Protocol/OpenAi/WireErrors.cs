using Slipway.Protocol.Json;

namespace Slipway.Protocol.OpenAi;

/// <summary>The codes of error bodies under <c>/v1</c>, each with its status and OpenAI's word for its type.</summary>
public static class WireErrors
{
    public static readonly IReadOnlyDictionary<string, (int Status, string Type)> Codes = new Dictionary<string, (int, string)>
    {
        ["invalid_request"] = (400, "invalid_request_error"),
        ["unauthorized"] = (401, "authentication_error"),
        ["payment_required"] = (402, "insufficient_quota"),
        ["forbidden"] = (403, "permission_error"),
        ["not_found"] = (404, "not_found_error"),
        ["method_not_allowed"] = (405, "invalid_request_error"),
        ["conflict"] = (409, "conflict_error"),
        ["payload_too_large"] = (413, "invalid_request_error"),
        ["unsupported_media_type"] = (415, "invalid_request_error"),
        ["rate_limit_exceeded"] = (429, "rate_limit_error"),
        ["internal_error"] = (500, "server_error"),
        ["unavailable"] = (503, "server_error"),
    };

    public static ErrorBody Body(string code, string message, string? param = null)
    {
        var (status, type) = Codes[code];
        return new ErrorBody(new ErrorDetail { Code = code, Message = message, Status = status, Type = type, Param = param });
    }

    public static ErrorBody Invalid(IReadOnlyList<FieldError> errors) => Body(
        "invalid_request",
        "Invalid request: " + string.Join("; ", errors.Select(error => error.Field.Length == 0 ? error.Message : error.ToString())),
        errors.Select(error => error.Field).FirstOrDefault(field => field.Length > 0));
}

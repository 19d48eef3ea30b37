using Slipway.Protocol.Json;

namespace Slipway.Platform.Common;

/// <summary>An expected failure, as a value. The message is fit for the caller: no path of the disk, no secret, no stack.</summary>
public sealed record Failure(FailureKind Kind, string Message)
{
    /// <summary>Every offending field of an invalid request.</summary>
    public IReadOnlyList<FieldError> Fields { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    public static Failure Invalid(IReadOnlyList<FieldError> fields) => new(
        FailureKind.InvalidRequest,
        "Invalid request: " + string.Join("; ", fields.Select(error => error.Field.Length == 0 ? error.Message : error.ToString())))
    { Fields = fields };

    public static Failure Invalid(string field, string message) => Invalid([new FieldError(field, message)]);
}

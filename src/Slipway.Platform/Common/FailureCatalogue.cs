namespace Slipway.Platform.Common;

/// <summary>The one place that says what a kind of failure is called, which status it has and whether trying again can help.</summary>
public static class FailureCatalogue
{
    private static readonly FailureMeaning[] Meanings = new FailureMeaning[Enum.GetValues<FailureKind>().Length];

    static FailureCatalogue()
    {
        Set(FailureKind.InvalidRequest, 400, "invalid_request", "InvalidRequest");
        Set(FailureKind.Unauthorized, 401, "unauthorized", "Unauthorized");
        Set(FailureKind.Forbidden, 403, "forbidden", "Forbidden");
        Set(FailureKind.NotFound, 404, "not_found", "NotFound");
        Set(FailureKind.MethodNotAllowed, 405, "invalid_request", "MethodNotAllowed");
        Set(FailureKind.Conflict, 409, "conflict", "Conflict");
        Set(FailureKind.TooLarge, 413, "payload_too_large", "TooLarge");
        Set(FailureKind.WrongMediaType, 415, "unsupported_media_type", "WrongMediaType");
        Set(FailureKind.RateLimited, 429, "rate_limit_exceeded", "RateLimited", retry: true);
        Set(FailureKind.QueueFull, 503, "unavailable", "QueueFull", retry: true);
        Set(FailureKind.WaitedTooLong, 503, "unavailable", "QueueTimeout", retry: true);
        Set(FailureKind.Draining, 503, "unavailable", "Draining", retry: true);
        Set(FailureKind.ModelNotReady, 503, "unavailable", "ModelLoadError", retry: true);
        Set(FailureKind.BackendUnreachable, 502, "unavailable", "BackendUnreachable", retry: true);
        Set(FailureKind.BackendFailed, 502, "unavailable", "BackendError");
        Set(FailureKind.BackendBusy, 503, "unavailable", "BackendBusy", retry: true);
        Set(FailureKind.EngineCrashed, 502, "unavailable", "EngineCrashed", retry: true);
        Set(FailureKind.EngineGone, 503, "unavailable", "EngineGone", retry: true);
        Set(FailureKind.StoreUnavailable, 503, "unavailable", "StoreUnavailable", retry: true);
        Set(FailureKind.StorageFull, 503, "unavailable", "StorageFull");
        Set(FailureKind.TimeLimitExceeded, 504, "unavailable", "TimeLimitExceeded");
        Set(FailureKind.Cancelled, 499, "invalid_request", "Cancelled");
        Set(FailureKind.Internal, 500, "internal_error", "InternalError");
    }

    public static FailureMeaning Meaning(this FailureKind kind) => Meanings[(int)kind];

    private static void Set(FailureKind kind, int status, string code, string type, bool retry = false) =>
        Meanings[(int)kind] = new FailureMeaning(status, code, type, retry);
}

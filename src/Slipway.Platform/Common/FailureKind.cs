namespace Slipway.Platform.Common;

/// <summary>Everything that may go wrong for a caller. <see cref="FailureCatalogue"/> says what each means on the wire.</summary>
public enum FailureKind
{
    InvalidRequest,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Conflict,
    TooLarge,
    WrongMediaType,
    RateLimited,
    QueueFull,
    WaitedTooLong,
    Draining,

    /// <summary>The model that should answer is not loaded and its state says why.</summary>
    ModelNotReady,

    /// <summary>A back end outside this process tree gave no connection.</summary>
    BackendUnreachable,

    /// <summary>A back end answered with an error or with nonsense.</summary>
    BackendFailed,

    /// <summary>A back end asks to come later.</summary>
    BackendBusy,

    /// <summary>An engine of ours died at work.</summary>
    EngineCrashed,

    /// <summary>An engine of ours was gone before it saw the request.</summary>
    EngineGone,

    /// <summary>The database is away.</summary>
    StoreUnavailable,

    /// <summary>The server's disk has no room for what was sent.</summary>
    StorageFull,

    TimeLimitExceeded,
    Cancelled,
    Internal,
}

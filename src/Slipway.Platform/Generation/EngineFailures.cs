using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Protocol.Client;

namespace Slipway.Platform.Generation;

/// <summary>From what an engine did to what a caller is told. What a server elsewhere wrote is not repeated; our own engine is quoted.</summary>
public static class EngineFailures
{
    public static Failure ToFailure(this EngineFailure failure, ReplicaEndpoint endpoint)
    {
        var own = endpoint.Dialect == EngineDialect.Slipway;
        var where = endpoint.Address.ToString();
        var setting = endpoint.AddressFrom ?? "its base URL";
        return failure switch
        {
            { Kind: EngineFailureKind.Refused, Status: 400 or 404 or 413 or 415 or 422 } => new Failure(
                FailureKind.InvalidRequest,
                own ? failure.Message : $"the back end at {where} refused the request (status {failure.Status}){Parameter(failure)}"),
            { Kind: EngineFailureKind.Refused, Status: 429 or 503 } => new Failure(
                FailureKind.BackendBusy, own ? "the engine has no room" : $"the back end at {where} is busy (status {failure.Status})")
            { RetryAfter = failure.RetryAfter ?? TimeSpan.FromSeconds(1) },
            { Kind: EngineFailureKind.Refused, Status: 401 or 403 } => new Failure(
                FailureKind.BackendFailed, $"the back end at {where} refused our credential (status {failure.Status}); check the API key that belongs to {setting}"),
            { Kind: EngineFailureKind.Refused } when !own => new Failure(
                FailureKind.BackendFailed, $"the back end at {where} failed (status {failure.Status}); its address is from {setting}"),
            { Kind: EngineFailureKind.Unreachable } when own => new Failure(FailureKind.EngineGone, "the engine is gone; another one is on its way"),
            _ when own => new Failure(FailureKind.EngineCrashed, "the engine ended while it was generating"),
            { Kind: EngineFailureKind.Unreachable } => new Failure(
                FailureKind.BackendUnreachable, $"the back end at {where} gives no connection; check that it runs and that {setting} is right"),
            { Kind: EngineFailureKind.Broken } => new Failure(FailureKind.BackendFailed, $"the answer of the back end at {where} broke off; its address is from {setting}"),
            { Kind: EngineFailureKind.Silent } => new Failure(
                FailureKind.TimeLimitExceeded, $"the back end at {where} said nothing for {endpoint.Patience?.TotalSeconds:0.#} s (BACKEND_TIMEOUT); its address is from {setting}"),
            _ => new Failure(FailureKind.BackendFailed, $"the back end at {where} gave an answer that is not OpenAI's protocol; check that {setting} is right"),
        };
    }

    /// <summary>The name of the parameter that was refused: a word, never a sentence of somebody else's.</summary>
    private static string Parameter(EngineFailure failure) =>
        failure.Error?.Param is { Length: > 0 and <= 64 } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '[' or ']')
            ? $": parameter '{name}'"
            : "";
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Server.Access;
using Slipway.Server.Limits;

namespace Slipway.Server.Http;

/// <summary>
/// What every request passes: who calls, may they, and then the handler. Whatever goes wrong is said once, here, in the words of
/// the contract that the path belongs to; nothing of the inside shows.
/// </summary>
internal sealed partial class Doorman(Authenticator authenticator, LimitGate limits, AuditTrail trail, ILogger<Doorman> log)
{
    public RequestDelegate Guard(ContractRoute route) => http => ServeAsync(http, route);

    /// <summary>A path, or a method on it, that no route takes.</summary>
    public Task RefuseAsync(HttpContext http, bool wrongMethod)
    {
        var failure = wrongMethod
            ? new Failure(FailureKind.MethodNotAllowed, $"{http.Request.Method} is not possible here")
            : new Failure(FailureKind.NotFound, "there is nothing at this path");
        return new Call(http, Contracts.OfPath(http.Request.Path), null).FailAsync(failure);
    }

    private async Task ServeAsync(HttpContext http, ContractRoute route)
    {
        var call = new Call(http, route.Contract, null);
        Failure? failure;
        try
        {
            Caller? caller = null;
            failure = null;
            if (route.Needs is { } role)
            {
                var found = await authenticator.FindAsync(http, route).ConfigureAwait(false);
                failure = found.Failure ?? Lacks(found.Value!, role);
                if (failure is null)
                    call = new Call(http, route.Contract, caller = found.Value);
            }

            // Refused requests count too, by their address: guessing keys is no way around a limit.
            failure = await limits.CheckAsync(http, route.Group, caller).ConfigureAwait(false) ?? failure;

            if (failure is null && route.IsChange)
                trail.Watch(call, route);
            failure ??= await route.Handler(call).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException exception)
        {
            failure = exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? new Failure(FailureKind.TooLarge, "the body is too large")
                : new Failure(FailureKind.InvalidRequest, exception.Message);
        }
        catch (StoreUnavailableException exception)
        {
            LogStoreAway(exception.Message, route.Method, route.Pattern);
            failure = new Failure(FailureKind.StoreUnavailable, "the database cannot be reached; try again later") { RetryAfter = TimeSpan.FromSeconds(5) };
        }
        catch (Exception exception)
        {
            LogBug(exception, route.Method, route.Pattern);
            failure = new Failure(FailureKind.Internal, "something went wrong in the server; its log says what");
        }

        if (failure is null)
            return;
        if (http.Response.HasStarted)
            http.Abort();
        else
            await call.FailAsync(failure).ConfigureAwait(false);
    }

    private static Failure? Lacks(Caller caller, Role role) => caller.Role >= role ? null
        : new Failure(FailureKind.Forbidden, $"this needs the role {role.Name()}; the key's role is {caller.Role.Name()}");

    [LoggerMessage(1001, LogLevel.Error, "{Method} {Pattern} failed unexpectedly")]
    private partial void LogBug(Exception exception, string method, string pattern);

    [LoggerMessage(1002, LogLevel.Error, "{Method} {Pattern}: {Problem}")]
    private partial void LogStoreAway(string problem, string method, string pattern);
}

using Microsoft.AspNetCore.Http;
using Slipway.Platform.Common;
using Slipway.Server.Access;

namespace Slipway.Server.Http;

/// <summary>What is asked of a request after routing and before any route: is it for us at all, and may its page call us.</summary>
internal sealed class Entrance(LoopbackRule loopback, CrossOrigins origins, AccessOptions access, Doorman doorman)
{
    public RequestDelegate Before(RequestDelegate next) => http =>
    {
        var endpoint = http.GetEndpoint();
        var route = endpoint?.Metadata.GetMetadata<ContractRoute>();
        if (access.OnlyLocalCallers && loopback.Objection(http) is { } objection)
        {
            return new Call(http, route?.Contract ?? Contracts.OfPath(http.Request.Path), null).FailAsync(new Failure(
                FailureKind.Forbidden, $"{objection}; while the sample keys work only callers on this machine are answered (set API_KEYS, or CORS_ORIGINS for pages)"));
        }

        if (origins.Answer(http))
            return Task.CompletedTask;
        // Routing answers a wrong method with an endpoint of its own, and a wrong path with none.
        return route is not null ? next(http) : doorman.RefuseAsync(http, wrongMethod: endpoint is not null);
    };
}

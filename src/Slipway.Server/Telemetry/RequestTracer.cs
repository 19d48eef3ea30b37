using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Slipway.Protocol;
using Slipway.Server.Http;

namespace Slipway.Server.Telemetry;

/// <summary>Gives a request its place in its caller's trace. The query is never part of it: a key may stand there.</summary>
internal static class RequestTracer
{
    public static RequestDelegate Before(RequestDelegate next) => http =>
        http.Request.Headers.TraceParent.Count > 0 || Tracing.Source.HasListeners() ? TraceAsync(http, next) : next(http);

    private static async Task TraceAsync(HttpContext http, RequestDelegate next)
    {
        var route = http.GetEndpoint()?.Metadata.GetMetadata<ContractRoute>();
        using var activity = Tracing.Start(
            route is null ? http.Request.Method : $"{route.Method} {route.Pattern}", ActivityKind.Server,
            http.Request.Headers.TraceParent, http.Request.Headers.TraceState);
        activity?.SetTag("http.request.method", http.Request.Method);
        activity?.SetTag("http.route", route?.Pattern);
        activity?.SetTag("slipway.contract", route?.Contract.Name);
        try
        {
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            activity?.SetTag("http.response.status_code", http.Response.StatusCode);
            if (http.Response.StatusCode >= 500)
                activity?.SetStatus(ActivityStatusCode.Error);
        }
    }
}

using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Slipway.Platform.Generation.Relays;

namespace Slipway.Server.Contracts.OpenAi;

/// <summary>An HTTP request as the relay sees it.</summary>
internal sealed class RelayCaller(HttpContext http) : IRelayCaller
{
    public CancellationToken Gone => http.RequestAborted;

    public PipeWriter Body => http.Response.BodyWriter;

    public void Begin(bool streams, long? length)
    {
        http.Response.ContentType = streams ? "text/event-stream; charset=utf-8" : "application/json";
        http.Response.ContentLength = length;
        if (streams)
        {
            http.Response.Headers.CacheControl = "no-cache";
            http.Response.Headers["X-Accel-Buffering"] = "no";
        }
    }
}

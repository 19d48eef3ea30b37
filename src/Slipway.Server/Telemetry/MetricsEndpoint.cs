using System.Text;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Telemetry;

/// <summary><c>GET /metrics</c></summary>
internal sealed class MetricsEndpoint(MetricsRegistry registry)
{
    public ContractRoute Route => new("GET", "/metrics", Http.Contracts.Plain, null, AnswerAsync);

    private async Task<Failure?> AnswerAsync(Call call)
    {
        var body = Encoding.UTF8.GetBytes(registry.Read());
        call.Http.Response.ContentType = PrometheusText.ContentType;
        call.Http.Response.ContentLength = body.Length;
        await call.Http.Response.BodyWriter.WriteAsync(body, call.Gone).ConfigureAwait(false);
        return null;
    }
}

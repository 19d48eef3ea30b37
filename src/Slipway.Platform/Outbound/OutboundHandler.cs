namespace Slipway.Platform.Outbound;

/// <summary>
/// Follows redirects of GET and HEAD itself: each hop is checked like a first call, nothing goes from https to http, and what tells
/// who we are stays with the host that it was meant for.
/// </summary>
internal sealed class OutboundHandler(OutboundConnector connector, int mostRedirects, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly string[] Credentials = ["Authorization", "Proxy-Authorization", "Cookie", "X-API-Key", "Api-Key"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var hop = 0; ; hop++)
        {
            var from = request.RequestUri!;
            connector.Check(from);
            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (mostRedirects == 0 || (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
                || (int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
            {
                return answer;
            }

            var to = new Uri(from, location);
            answer.Dispose();
            if (hop == mostRedirects)
                throw new OutboundRefusedException($"{from.Host} redirects without end");
            if (to.Scheme != Uri.UriSchemeHttps && (to.Scheme != Uri.UriSchemeHttp || from.Scheme != Uri.UriSchemeHttp))
                throw new OutboundRefusedException($"{from.Host} redirects to an address that is not encrypted");
            request = Again(request, to, sameHost: from.Authority == to.Authority && from.Scheme == to.Scheme);
        }
    }

    private static HttpRequestMessage Again(HttpRequestMessage request, Uri to, bool sameHost)
    {
        var next = new HttpRequestMessage(request.Method, to) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var (name, values) in request.Headers)
        {
            if (name != "Host" && (sameHost || !Credentials.Contains(name, StringComparer.OrdinalIgnoreCase)))
                next.Headers.TryAddWithoutValidation(name, values);
        }

        return next;
    }
}

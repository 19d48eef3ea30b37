using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Slipway.Formats.Hub;

/// <summary>
/// Speaks the hub's protocol: the listing of a repository, the facts of a file (asked with HEAD), its bytes. Redirects are
/// followed here and not by HttpClient: facts stand on the redirecting answer, and the token goes to the hub alone.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private const int MaxRedirects = 10;
    private const int MaxAttempts = 4;

    private readonly HubOptions _options;
    private readonly HttpClient _http;

    public HubClient(HubOptions options)
    {
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 64 << 20,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("slipway");
        // What is compressed on the way has neither its size nor its ranges.
        _http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
    }

    public async Task<HubListing> ListAsync(HubReference reference, CancellationToken cancellation)
    {
        var address = Address($"api/models/{reference.Repository}/revision/{Uri.EscapeDataString(reference.Revision)}?blobs=true");
        using var answer = await SendAsync(HttpMethod.Get, address, _ => false, cancellation);
        if (!answer.IsSuccessStatusCode)
            throw HubAnswers.Refused(answer, _options, reference.Repository, reference.Revision);
        try
        {
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(cancellation));
            var commit = json.RootElement.GetProperty("sha").GetString();
            if (commit is null || !IsCommit(commit))
                throw new FormatException($"'{commit}' is not a commit");
            var files = new Dictionary<string, long?>();
            foreach (var file in json.RootElement.GetProperty("siblings").EnumerateArray())
            {
                var name = file.GetProperty("rfilename").GetString() ?? "";
                // Such a file cannot be kept under its name; whoever asks for it hears that it is not there.
                if (HubReference.IsSafePath(name))
                    files[name] = file.TryGetProperty("size", out var size) && size.TryGetInt64(out var bytes) ? bytes : null;
            }
            return new HubListing(commit, files);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new HubException($"{address.GetLeftPart(UriPartial.Path)} did not answer as a hub does: {problem.Message}", problem);
        }
    }

    public async Task<HubFacts> FactsAsync(string repository, string commit, string file, CancellationToken cancellation)
    {
        var path = string.Join('/', file.Split('/').Select(Uri.EscapeDataString));
        var address = Address($"{repository}/resolve/{commit}/{path}");
        using var answer = await SendAsync(HttpMethod.Head, address, HasLinkedFacts, cancellation);
        var redirect = RedirectOf(answer);
        if (redirect is null && !answer.IsSuccessStatusCode)
            throw HubAnswers.Refused(answer, _options, repository, file);
        var etag = (HubAnswers.Header(answer, "X-Linked-Etag") ?? HubAnswers.Header(answer, "ETag"))?.Replace("W/", "").Trim('"');
        var size = HubAnswers.Header(answer, "X-Linked-Size") ?? (redirect is null ? $"{answer.Content.Headers.ContentLength}" : null);
        // The tag becomes a file name.
        if (etag is null || etag.Length is 0 or > 128 || !etag.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new HubException($"{address} did not answer as a hub does: its ETag is '{etag}'");
        return long.TryParse(size, out var bytes) && bytes >= 0
            ? new HubFacts(etag, bytes, redirect ?? answer.RequestMessage!.RequestUri!)
            : throw new HubException($"{address} did not answer as a hub does: its size is '{size}'");
    }

    /// <summary>The bytes from an offset on; whatever the answer is, it is the caller's to judge.</summary>
    public async Task<HttpResponseMessage> ReadAsync(Uri location, long from, CancellationToken cancellation)
    {
        for (var hop = 0; ; hop++)
        {
            var answer = await SendOnceAsync(HttpMethod.Get, location, from, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (RedirectOf(answer) is not { } next)
                return answer;
            answer.Dispose();
            location = hop < MaxRedirects ? next : throw new HubException($"{location} redirects without end");
        }
    }

    public static bool IsCommit(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    public void Dispose() => _http.Dispose();

    /// <summary>Sends until there is an answer that is neither a redirect to follow nor a passing failure.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, Func<HttpResponseMessage, bool> isEnough, CancellationToken cancellation)
    {
        var (hops, attempts) = (0, 1);
        while (true)
        {
            var answer = await SendOnceAsync(method, address, 0, HttpCompletionOption.ResponseContentRead, cancellation);
            if (RedirectOf(answer) is { } next && !isEnough(answer))
            {
                answer.Dispose();
                address = ++hops <= MaxRedirects ? next : throw new HubException($"{address} redirects without end");
            }
            else if (HubAnswers.IsPassing(answer.StatusCode) && attempts < MaxAttempts)
            {
                var wait = answer.Headers.RetryAfter?.Delta ?? _options.RetryDelay * (1 << attempts);
                answer.Dispose();
                attempts++;
                await Task.Delay(wait < TimeSpan.FromMinutes(1) ? wait : TimeSpan.FromMinutes(1), cancellation);
            }
            else
            {
                return answer;
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method, Uri address, long from, HttpCompletionOption completion, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, address);
        if (_options.Token is not null && Uri.Compare(address, _options.Endpoint, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.Token);
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_options.Patience);
        try
        {
            return await _http.SendAsync(request, completion, patience.Token);
        }
        catch (OperationCanceledException problem) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"{address.Host} was silent for {_options.Patience.TotalSeconds:0} s", problem);
        }
    }

    private Uri? RedirectOf(HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
            return null;
        var target = new Uri(answer.RequestMessage!.RequestUri!, location);
        return target.Scheme == "https" || (target.Scheme == "http" && _options.Endpoint.Scheme == "http")
            ? target
            : throw new HubException($"{answer.RequestMessage.RequestUri} redirects to {target}, which is not encrypted");
    }

    private static bool HasLinkedFacts(HttpResponseMessage answer) => HubAnswers.Header(answer, "X-Linked-Etag") is not null;

    private Uri Address(string path) => new($"{_options.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
}

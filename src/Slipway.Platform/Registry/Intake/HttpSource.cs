using System.Net;
using System.Net.Http.Headers;
using Slipway.Platform.Common;
using Slipway.Platform.Outbound;

namespace Slipway.Platform.Registry.Intake;

/// <summary>
/// A file behind an address. An attempt that breaks goes on where it stopped, as long as the server says that it is the same file; a server
/// that can't do ranges sends it again from the start.
/// </summary>
public sealed class HttpSource(IOutboundHttp http, string scheme, TimeProvider time) : IRemoteSource
{
    private const int MostFailures = 5;
    private const int Chunk = 1 << 18;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    public string Scheme => scheme;

    public string? ProblemOf(string address) => !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0 ? "is not an address"
        : uri.UserInfo.Length > 0 ? "must not hold a name and password"
        : null;

    public async Task<Result<string>> FetchAsync(string address, string folder, IProgress<FetchProgress> progress, CancellationToken cancellation)
    {
        var uri = new Uri(address);
        var path = Path.Combine(folder, "file");
        var failures = 0;
        while (true)
        {
            var before = LengthOf(path);
            Failure problem;
            try
            {
                var (refusal, final) = await ReceiveAsync(uri, path, progress, cancellation).ConfigureAwait(false);
                if (refusal is null)
                    return path;
                if (final)
                    return refusal;
                problem = refusal;
            }
            catch (OutboundRefusedException exception)
            {
                return new Failure(FailureKind.InvalidRequest, exception.Message);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                problem = exception is IOException io && (io.HResult & 0xFFFF) == 28
                    ? new Failure(FailureKind.StorageFull, "the server's disk is full")
                    : new Failure(FailureKind.BackendUnreachable, $"{uri.Host} stopped sending: {(exception is OperationCanceledException ? "nothing came for a minute" : exception.Message)}");
                if (problem.Kind == FailureKind.StorageFull)
                    return problem;
            }

            failures = LengthOf(path) > before ? 1 : failures + 1;
            if (failures == MostFailures)
                return problem;
            await Task.Delay(Pause * (1 << failures), time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(Failure? Failure, bool Final)> ReceiveAsync(Uri uri, string path, IProgress<FetchProgress> progress, CancellationToken cancellation)
    {
        var have = LengthOf(path);
        var mark = path + ".etag";
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (have > 0 && File.Exists(mark) && EntityTagHeaderValue.TryParse(await File.ReadAllTextAsync(mark, cancellation).ConfigureAwait(false), out var tag) && !tag.IsWeak)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Silence);
        using var answer = await http.For(OutboundPurpose.Download).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            var final = (int)answer.StatusCode < 500 && answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or HttpStatusCode.RequestedRangeNotSatisfiable);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                File.Delete(path);
            return (new Failure(FailureKind.BackendFailed, $"{uri.Host} answered {(int)answer.StatusCode} {answer.ReasonPhrase}"), final);
        }

        var goesOn = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == have;
        var total = answer.Content.Headers.ContentLength + (goesOn ? have : 0);
        if (answer.Headers.ETag is { } now)
            await File.WriteAllTextAsync(mark, now.ToString(), cancellation).ConfigureAwait(false);
        var file = new FileStream(path, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, Chunk);
        await using (file.ConfigureAwait(false))
        {
            var body = await answer.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            var buffer = new byte[Chunk];
            while (true)
            {
                patience.CancelAfter(Silence);
                var read = await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
                if (read == 0)
                    break;
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                progress.Report(new FetchProgress(file.Position, total));
            }

            return total is { } whole && file.Position < whole
                ? (new Failure(FailureKind.BackendUnreachable, $"{uri.Host} closed the connection at {file.Position} of {whole} bytes"), false)
                : (null, true);
        }
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}

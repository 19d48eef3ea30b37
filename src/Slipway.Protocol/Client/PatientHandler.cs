using System.Net;

namespace Slipway.Protocol.Client;

/// <summary>Ends an exchange whose other side says nothing for too long: before its answer, or within it. An answer that flows may take any time.</summary>
public sealed class PatientHandler(TimeSpan patience, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            var response = await base.SendAsync(request, limit.Token).ConfigureAwait(false);
            response.Content = new PatientContent(response.Content, patience);
            return response;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SilentException(patience);
        }
    }

    private sealed class PatientContent : HttpContent
    {
        private readonly HttpContent _inner;
        private readonly TimeSpan _patience;

        public PatientContent(HttpContent inner, TimeSpan patience)
        {
            (_inner, _patience) = (inner, patience);
            foreach (var (name, values) in inner.Headers)
                Headers.TryAddWithoutValidation(name, values);
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() =>
            new PatientStream(await _inner.ReadAsStreamAsync().ConfigureAwait(false), _patience);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var source = await CreateContentReadStreamAsync().ConfigureAwait(false);
            await source.CopyToAsync(stream).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _inner.Headers.ContentLength ?? 0;
            return _inner.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

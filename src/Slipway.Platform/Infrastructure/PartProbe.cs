using System.Text.Json;

namespace Slipway.Platform.Infrastructure;

/// <summary>Asks parts that live elsewhere how they are, and believes an answer for a few seconds.</summary>
public sealed class PartProbe(IReadOnlyList<ExternalPart> parts, HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Belief = TimeSpan.FromSeconds(5);
    private const int LongestVersion = 64;

    private (IReadOnlyList<PartStatus> Found, long Since)? _last;

    public async Task<IReadOnlyList<PartStatus>> LookAsync(CancellationToken cancellation)
    {
        if (_last is { } last && time.GetElapsedTime(last.Since) < Belief)
            return last.Found;
        IReadOnlyList<PartStatus> found = await Task.WhenAll(parts.Select(part => LookAsync(part, cancellation))).ConfigureAwait(false);
        _last = (found, time.GetTimestamp());
        return found;
    }

    private async Task<PartStatus> LookAsync(ExternalPart part, CancellationToken cancellation)
    {
        if (part.Address is not { } address)
            return new PartStatus(part.Name, "not_configured", null, null);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var root = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
            using var health = await http.GetAsync(new Uri(root, part.HealthPath), HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            if (!health.IsSuccessStatusCode)
                return new PartStatus(part.Name, "unhealthy", null, $"{part.Setting} answered with status {(int)health.StatusCode}");
            return new PartStatus(part.Name, "healthy", part.VersionPath is { } path ? await VersionAsync(new Uri(root, path), patience.Token).ConfigureAwait(false) : null, null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new PartStatus(part.Name, "unhealthy", null, $"{part.Setting} could not be reached");
        }
    }

    /// <summary>A plain text, or the member <c>version</c> of an object.</summary>
    private async Task<string?> VersionAsync(Uri address, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(address, cancellation).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
            return null;
        var text = (await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)).Trim();
        if (text.StartsWith('{'))
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                text = document.RootElement.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String ? version.GetString()! : "";
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return text.Length is > 0 and <= LongestVersion && !text.Any(char.IsControl) ? text : null;
    }
}

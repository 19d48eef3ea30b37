using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Http;

/// <summary>What absolute addresses in answers begin with: the operator's word, else what the request itself used.</summary>
internal sealed class PublicAddress(string? configured)
{
    private readonly string? _configured = configured is { Length: > 0 } ? configured.TrimEnd('/') : null;

    public string Of(HttpRequest request) => _configured ?? $"{request.Scheme}://{request.Host.Value}";
}

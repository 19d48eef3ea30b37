using System.Net.Http.Headers;
using Slipway.Client.Models;
using Slipway.Client.Prompts;
using Slipway.Contracts;
using Slipway.Contracts.Access;

namespace Slipway.Client;

/// <summary>A Slipway server. Safe to share; what a server refuses is a <see cref="SlipwayException"/>.</summary>
public sealed class SlipwayClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Wire _wire;

    /// <param name="address">Such as <c>http://localhost:8000</c>.</param>
    /// <param name="credential">An API key, or a token from <see cref="SignInAsync"/>; null for none.</param>
    /// <param name="handler">Connections of the caller's own.</param>
    public SlipwayClient(Uri address, string? credential, HttpMessageHandler? handler = null)
    {
        _http = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        // Uploads and waits take as long as they take; callers cancel.
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _http.BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("slipway-client");
        if (credential is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        _wire = new Wire(_http);
        Models = new ModelsClient(_wire);
        Prompts = new PromptsClient(_wire);
    }

    /// <summary>The registry: models, versions, stages, aliases.</summary>
    public ModelsClient Models { get; }

    /// <summary>Versioned prompts.</summary>
    public PromptsClient Prompts { get; }

    /// <summary>Exchanges a user's name and password for a token.</summary>
    public Task<TokenAnswer> SignInAsync(string username, string password, CancellationToken cancellation = default) => _wire.SendAsync(
        HttpMethod.Post, "auth/token", Wire.Json(new TokenRequest(username, password), ContractsJson.Wire.TokenRequest), ContractsJson.Wire.TokenAnswer, cancellation);

    /// <summary>Whether it is alive, and what it has.</summary>
    public Task<HealthAnswer> HealthAsync(CancellationToken cancellation = default) =>
        _wire.SendAsync(HttpMethod.Get, "health", null, ContractsJson.Wire.HealthAnswer, cancellation);

    public void Dispose() => _http.Dispose();
}

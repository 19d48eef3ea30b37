using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Models;
using Slipway.Contracts.Prompts;

namespace Slipway.Client.Prompts;

/// <summary>The prompts of a server.</summary>
public sealed class PromptsClient
{
    private readonly Wire _wire;

    internal PromptsClient(Wire wire) => _wire = wire;

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default) =>
        (await _wire.SendAsync(HttpMethod.Get, "prompts", null, ContractsJson.Wire.PromptNames, cancellation).ConfigureAwait(false)).Prompts;

    public Task<PromptVersions> VersionsAsync(string prompt, CancellationToken cancellation = default) =>
        _wire.SendAsync(HttpMethod.Get, $"prompts/{Wire.Part(prompt)}/versions", null, ContractsJson.Wire.PromptVersions, cancellation);

    /// <param name="prompt">Its id.</param>
    /// <param name="version">A version or an alias; null for the latest.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<PromptInfo> FindAsync(string prompt, string? version = null, CancellationToken cancellation = default) => _wire.SendAsync(
        HttpMethod.Get, $"prompts/{Wire.Part(prompt)}{(version is null ? "" : $"?version={Wire.Part(version)}")}", null, ContractsJson.Wire.PromptInfo, cancellation);

    /// <summary>Adds a version, which never changes. Variables stand in the text as <c>{{name}}</c>.</summary>
    public Task<PromptRegistered> RegisterAsync(
        string prompt, string version, string text, JsonElement? metadata = null, CancellationToken cancellation = default) => _wire.SendAsync(
        HttpMethod.Post, "prompts/register", Wire.Json(new RegisterPromptRequest(prompt, version, text, metadata), ContractsJson.Wire.RegisterPromptRequest),
        ContractsJson.Wire.PromptRegistered, cancellation);

    /// <param name="prompt">Its id.</param>
    /// <param name="from">The version before.</param>
    /// <param name="to">The version after; null for the latest.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<PromptDifference> CompareAsync(string prompt, string from, string? to = null, CancellationToken cancellation = default) => _wire.SendAsync(
        HttpMethod.Get, $"prompts/{Wire.Part(prompt)}/diff?from={Wire.Part(from)}{(to is null ? "" : $"&to={Wire.Part(to)}")}", null,
        ContractsJson.Wire.PromptDifference, cancellation);

    public Task PointAsync(string prompt, string alias, string version, CancellationToken cancellation = default) => _wire.SendAsync(
        HttpMethod.Put, $"prompts/{Wire.Part(prompt)}/aliases/{Wire.Part(alias)}",
        Wire.Json(new AliasRequest(version), ContractsJson.Wire.AliasRequest), cancellation);

    public Task RemoveAliasAsync(string prompt, string alias, CancellationToken cancellation = default) =>
        _wire.SendAsync(HttpMethod.Delete, $"prompts/{Wire.Part(prompt)}/aliases/{Wire.Part(alias)}", null, cancellation);
}

using System.Collections.Concurrent;
using Slipway.Platform.Access;
using Slipway.Platform.Common;

namespace Slipway.Platform.Prompts;

/// <summary>
/// The prompts of all projects. A version never changes and is kept in memory once read; what "latest" or an alias means is believed for a
/// second, so no node serves a stale prompt for longer.
/// </summary>
public sealed class PromptBook(IPromptStore store, TimeProvider time)
{
    public const int LongestText = 1_000_000;

    private const int MostKept = 10_000;
    private static readonly TimeSpan Belief = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Project, string Id, string Version), PromptVersion> _versions = [];
    private readonly ConcurrentDictionary<(string Project, string Id, string Alias), (string Version, long Since)> _believed = [];

    public async Task<Result<PromptVersion>> RegisterAsync(Caller caller, string id, string version, string text, string metadata)
    {
        var prompt = new PromptVersion
        {
            Project = caller.Project,
            PromptId = id,
            Version = version,
            Text = text,
            Metadata = metadata,
            CreatedBy = caller.Id,
            CreatedAt = time.Now(),
        };
        if (!await store.AddAsync(prompt).ConfigureAwait(false))
            return new Failure(FailureKind.Conflict, $"prompt '{id}' has a version '{version}' already; versions never change");
        _believed.TryRemove((caller.Project, id, ""), out _);
        return prompt;
    }

    public ValueTask<IReadOnlyList<string>> NamesAsync(Caller caller) => store.NamesAsync(caller.Project);

    public async Task<Result<IReadOnlyList<string>>> VersionsAsync(Caller caller, string id)
    {
        var versions = await store.VersionsAsync(caller.Project, id).ConfigureAwait(false);
        return versions.Count > 0 ? Result.Of(versions) : Unknown(id);
    }

    /// <summary>The named version, the version that an alias of that name points to, or without a name the newest.</summary>
    public async ValueTask<Result<PromptVersion>> FindAsync(Caller caller, string id, string? version)
    {
        if (version is not null && await ReadAsync(caller.Project, id, version).ConfigureAwait(false) is { } exact)
            return exact;
        if (await ResolveAsync(caller.Project, id, version).ConfigureAwait(false) is { } resolved
            && await ReadAsync(caller.Project, id, resolved).ConfigureAwait(false) is { } prompt)
        {
            return prompt;
        }

        return version is null || await store.ResolveAsync(caller.Project, id, null).ConfigureAwait(false) is null
            ? Unknown(id)
            : new Failure(FailureKind.NotFound, $"prompt '{id}' has neither a version nor an alias '{version}'");
    }

    /// <summary>The text with its variables filled in.</summary>
    public async ValueTask<Result<string>> FillAsync(
        Caller caller, string id, string? version, IReadOnlyDictionary<string, string> variables)
    {
        var found = await FindAsync(caller, id, version).ConfigureAwait(false);
        if (!found.Succeeded)
            return found.Failure;
        var text = new PromptText(found.Value.Text);
        var missing = text.Missing(variables);
        return missing.Count == 0
            ? text.Fill(variables)
            : Failure.Invalid([.. missing.Select(name => new Protocol.Json.FieldError($"variables.{name}", $"is required by prompt '{id}'"))]);
    }

    public async Task<Failure?> PointAsync(Caller caller, string id, string alias, string version)
    {
        if (await ReadAsync(caller.Project, id, alias).ConfigureAwait(false) is not null)
            return new Failure(FailureKind.Conflict, $"prompt '{id}' has a version '{alias}'; an alias needs a name of its own");
        if (!await store.PointAsync(caller.Project, id, alias, version, time.Now()).ConfigureAwait(false))
            return new Failure(FailureKind.NotFound, $"prompt '{id}' has no version '{version}'");
        _believed.TryRemove((caller.Project, id, alias), out _);
        return null;
    }

    public async Task<Failure?> RemoveAliasAsync(Caller caller, string id, string alias)
    {
        var removed = await store.RemoveAliasAsync(caller.Project, id, alias).ConfigureAwait(false);
        _believed.TryRemove((caller.Project, id, alias), out _);
        return removed ? null : new Failure(FailureKind.NotFound, $"prompt '{id}' has no alias '{alias}'");
    }

    public ValueTask<IReadOnlyDictionary<string, string>> AliasesAsync(Caller caller, string id) => store.AliasesAsync(caller.Project, id);

    private static Failure Unknown(string id) => new(FailureKind.NotFound, $"Prompt not found: {id}");

    private async ValueTask<PromptVersion?> ReadAsync(string project, string id, string version)
    {
        if (_versions.TryGetValue((project, id, version), out var known))
            return known;
        var prompt = await store.FindAsync(project, id, version).ConfigureAwait(false);
        if (prompt is null)
            return null;
        if (_versions.Count >= MostKept)
            _versions.Clear();
        return _versions[(project, id, version)] = prompt;
    }

    private async ValueTask<string?> ResolveAsync(string project, string id, string? alias)
    {
        var key = (project, id, alias ?? "");
        if (_believed.TryGetValue(key, out var believed) && time.GetElapsedTime(believed.Since) < Belief)
            return believed.Version;
        var version = await store.ResolveAsync(project, id, alias).ConfigureAwait(false);
        if (version is null)
            return null;
        if (_believed.Count >= MostKept)
            _believed.Clear();
        _believed[key] = (version, time.GetTimestamp());
        return version;
    }
}

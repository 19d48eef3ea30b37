namespace Slipway.Platform.Prompts;

public interface IPromptStore
{
    /// <summary>False where the prompt has that version already.</summary>
    Task<bool> AddAsync(PromptVersion prompt);

    ValueTask<IReadOnlyList<string>> NamesAsync(string project);

    /// <summary>The versions' names, oldest first.</summary>
    ValueTask<IReadOnlyList<string>> VersionsAsync(string project, string promptId);

    ValueTask<PromptVersion?> FindAsync(string project, string promptId, string version);

    /// <summary>The version that an alias points to, or without an alias the newest.</summary>
    ValueTask<string?> ResolveAsync(string project, string promptId, string? alias);

    /// <summary>Lets an alias point to a version; false where there is no such version.</summary>
    Task<bool> PointAsync(string project, string promptId, string alias, string version, long at);

    Task<bool> RemoveAliasAsync(string project, string promptId, string alias);

    ValueTask<IReadOnlyDictionary<string, string>> AliasesAsync(string project, string promptId);
}

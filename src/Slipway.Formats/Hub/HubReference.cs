using System.Text.RegularExpressions;

namespace Slipway.Formats.Hub;

/// <summary>
/// A model on the hub: <c>hf://org/model[@revision][:file]</c>. The file may also be a part of a GGUF file's name such as
/// <c>Q4_K_M</c>. All parts become parts of paths on this machine, so none may lead anywhere else.
/// </summary>
public sealed partial record HubReference(string Repository, string Revision, string? File)
{
    public const string Scheme = "hf://";

    public const string DefaultRevision = "main";

    public static HubReference Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            throw new HubException($"'{text}' is not of the form hf://org/model[@revision][:file]");
        var repository = match.Groups["repository"].Value;
        var revision = match.Groups["revision"] is { Success: true, Value: var given } ? given : DefaultRevision;
        var file = match.Groups["file"] is { Success: true, Value: var name } ? name : null;
        if (repository.Length > 96 || repository.Contains("--", StringComparison.Ordinal) || repository.Contains("..", StringComparison.Ordinal))
            throw new HubException($"'{repository}' is not the name of a model on the hub");
        if (!IsSafePath(revision))
            throw new HubException($"'{revision}' is not a revision");
        if (file is not null && !IsSafePath(file))
            throw new HubException($"'{file}' is not the name of a file on the hub");
        return new HubReference(repository, revision, file);
    }

    public override string ToString() =>
        $"{Scheme}{Repository}{(Revision == DefaultRevision ? "" : "@" + Revision)}{(File is null ? "" : ":" + File)}";

    /// <summary>Whether a name from elsewhere stays below the folder that it is put into.</summary>
    internal static bool IsSafePath(string path) =>
        path.Split('/').All(part => part.Length is > 0 and < 256 && part is not ("." or ".."))
        && !path.AsSpan().ContainsAny('\\', ':', '\0') && !path.Any(char.IsControl);

    [GeneratedRegex("^hf://(?<repository>[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?)(@(?<revision>[^:@]+))?(:(?<file>[^:]+))?$")]
    private static partial Regex Pattern();
}

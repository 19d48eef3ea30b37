namespace Slipway.Platform.Common;

/// <summary>The folders that models of callers may lie in. A path counts as where it leads after all links are followed.</summary>
public sealed class ModelRoots
{
    private const int MostLinks = 40;

    private readonly string _first;
    private readonly IReadOnlyList<string> _roots;

    /// <param name="roots">Relative paths are below the first one.</param>
    public ModelRoots(IReadOnlyList<string> roots)
    {
        _first = Path.GetFullPath(roots[0]);
        _roots = [.. roots.Select(root => Real(Path.GetFullPath(root)) ?? Path.GetFullPath(root))];
    }

    /// <summary>The whole path of a model's file or directory; a failure names no path but the caller's own.</summary>
    public Result<string> Resolve(string path)
    {
        if (path.Length == 0 || path.Contains('\0'))
            return Refused(path);
        var full = Path.GetFullPath(path, _first);
        if (!IsInside(full))
            return Refused(path);
        if (!Path.Exists(full))
            return new Failure(FailureKind.NotFound, $"there is no file or directory '{path}'");
        // A directory could hold links that lead out of it.
        return !Directory.Exists(full) || Directory.EnumerateFileSystemEntries(full).All(IsInside) ? full : Refused(path);
    }

    private static Failure Refused(string path) => new(
        FailureKind.InvalidRequest, $"'{path}' does not lie in a folder for models: those are 'models' in the data folder, and the folders in MODEL_ROOTS");

    private bool IsInside(string full) => Real(full) is { } real
        && _roots.Any(root => real == root || real.StartsWith(root.EndsWith('/') ? root : root + "/", StringComparison.Ordinal));

    /// <summary>The path without links; what is missing at its end stays as it is. Null where links go in circles.</summary>
    private static string? Real(string full)
    {
        var links = 0;
        var real = Path.GetPathRoot(full)!;
        var rest = new Stack<string>(full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            if (part == "." || new FileInfo(next).LinkTarget is not { } target)
            {
                real = part == "." ? real : next;
                continue;
            }

            if (++links > MostLinks)
                return null;
            if (Path.IsPathRooted(target))
                real = Path.GetPathRoot(target)!;
            foreach (var piece in target.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
                rest.Push(piece);
        }

        return real;
    }
}

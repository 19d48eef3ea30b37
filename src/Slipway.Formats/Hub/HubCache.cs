namespace Slipway.Formats.Hub;

/// <summary>
/// One repository in the cache that all of Hugging Face's tools share: <c>blobs/</c> holds contents under their tags,
/// <c>snapshots/COMMIT/</c> the files of a commit as links to them, <c>refs/</c> which commit a branch or tag was last.
/// </summary>
internal sealed class HubCache(string folder, string repository)
{
    private readonly string _name = "models--" + repository.Replace("/", "--");

    public string Blob(string etag) => Path.Combine(folder, _name, "blobs", etag);

    public string Snapshot(string commit) => Path.Combine(folder, _name, "snapshots", commit);

    public string? Commit(string revision)
    {
        if (HubClient.IsCommit(revision))
            return revision;
        var path = Ref(revision);
        return File.Exists(path) && File.ReadAllText(path).Trim() is var commit && HubClient.IsCommit(commit) ? commit : null;
    }

    public void SetCommit(string revision, string commit)
    {
        if (HubClient.IsCommit(revision) || Commit(revision) == commit)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(Ref(revision))!);
        WholeFile.Write(Ref(revision), output => output.Write(System.Text.Encoding.ASCII.GetBytes(commit)));
    }

    /// <summary>The files of a commit that are here whole.</summary>
    public IEnumerable<string> Files(string commit)
    {
        var snapshot = Snapshot(commit);
        return Directory.Exists(snapshot)
            ? Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories).Where(File.Exists)
                .Select(path => Path.GetRelativePath(snapshot, path).Replace('\\', '/'))
            : [];
    }

    public bool Has(string commit, string file) => File.Exists(Path.Combine(Snapshot(commit), file));

    /// <summary>Puts a content that is in <c>blobs/</c> into a snapshot.</summary>
    public void Link(string commit, string file, string etag)
    {
        var link = new FileInfo(Path.Combine(Snapshot(commit), file));
        var target = Path.GetRelativePath(link.DirectoryName!, Blob(etag));
        if (link.LinkTarget == target)
            return;
        Directory.CreateDirectory(link.DirectoryName!);
        link.Delete();
        try
        {
            link.CreateAsSymbolicLink(target);
        }
        catch (Exception problem) when (OperatingSystem.IsWindows() && problem is IOException or UnauthorizedAccessException)
        {
            // Links need a right there that few users have; the file itself takes its place, as with Hugging Face's tools.
            File.Move(Blob(etag), link.FullName);
        }
    }

    /// <summary>Waits until no other process (Hugging Face's tools lock the same file) downloads the content.</summary>
    public async Task<IDisposable> LockAsync(string etag, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, ".locks", _name, etag + ".lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
            }
        }
    }

    private string Ref(string revision) => Path.Combine(folder, _name, "refs", revision);
}

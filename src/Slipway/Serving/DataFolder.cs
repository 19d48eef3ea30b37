namespace Slipway.Serving;

/// <summary>The folder that one server owns while it runs.</summary>
internal sealed class DataFolder : IDisposable
{
    public const string DatabaseName = "slipway.db";
    public const string ArtifactsName = "artifacts";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        (Path, _lock) = (path, held);
        NodeId = ReadNodeId();
    }

    public string Path { get; }

    /// <summary>Made once and kept: what this node left behind is found again by it.</summary>
    public string NodeId { get; }

    public string Database => File(DatabaseName);

    public string Models => System.IO.Path.Combine(Path, "models");

    /// <summary>Unix sockets have short paths, so a deep folder gets its sockets elsewhere.</summary>
    public string Sockets => Path.Length < 70 ? System.IO.Path.Combine(Path, "run")
        : System.IO.Path.Combine(System.IO.Path.GetTempPath(), "slipway-" + NodeId[..8]);

    /// <summary>Null and a reason where the folder cannot be this server's.</summary>
    public static DataFolder? Open(string path, out string problem)
    {
        problem = "";
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path);
            var held = new FileStream(System.IO.Path.Combine(path, "slipway.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolder(path, held);
        }
        catch (IOException exception) when (System.IO.File.Exists(System.IO.Path.Combine(path, "slipway.lock")))
        {
            problem = $"{path} is in use by another slipway serve ({exception.Message})";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be used as the data folder: {exception.Message}";
        }

        return null;
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _lock.Dispose();

    private string ReadNodeId()
    {
        var file = File("node");
        if (System.IO.File.Exists(file) && System.IO.File.ReadAllText(file).Trim() is { Length: > 8 } known)
            return known;
        var made = Guid.NewGuid().ToString("N");
        System.IO.File.WriteAllText(file, made);
        return made;
    }
}

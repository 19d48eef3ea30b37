namespace Slipway.Testing;

/// <summary>A fresh folder, deleted with everything in it when the test ends.</summary>
public sealed class TempDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    public TempDirectory()
        : this(System.IO.Path.GetTempPath())
    {
    }

    private TempDirectory(string parent) => Path = Directory.CreateDirectory(System.IO.Path.Combine(parent, $"slipway-{Guid.NewGuid():N}")).FullName;

    public string Path { get; }

    /// <summary>In memory where the system has such a place: for tests that write a hundred thousand files.</summary>
    public static TempDirectory InMemory() => Directory.Exists(Memory) ? new(Memory) : new();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The test deleted it itself.
        }
    }
}

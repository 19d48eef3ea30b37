using Microsoft.Extensions.Logging;

namespace Slipway.Server.Logs;

/// <param name="Folder">Where the files lie.</param>
/// <param name="Level">What the server's own parts must reach to be logged.</param>
/// <param name="Largest">Bytes of a file until it is rotated.</param>
/// <param name="Kept">Files that are kept beside the current one.</param>
/// <param name="Prompts">Whether the request log holds what was asked.</param>
public sealed record LogOptions(string Folder, LogLevel Level, long Largest, int Kept, bool Prompts)
{
    public RotatingFile Open(string name) => new(Path.Combine(Path.GetFullPath(Folder), name), Largest, Kept);
}

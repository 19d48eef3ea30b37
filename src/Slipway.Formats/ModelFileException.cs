namespace Slipway.Formats;

/// <summary>A model file that cannot be used. The message is one line: the file, the place in it, and what was expected there.</summary>
public sealed class ModelFileException(string file, string place, string problem, Exception? inner = null)
    : Exception($"{file}: {place}: {problem}", inner)
{
    public string File { get; } = file;

    public string Place { get; } = place;
}

using Slipway.Formats.Inspection;

namespace Slipway.Formats;

/// <summary>
/// A model file that cannot be used. The message is one line: the file, the place in it, and what was expected there. Names
/// and values in it come from files that nobody vouched for, so it is made fit for a terminal and a log.
/// </summary>
public sealed class ModelFileException(string file, string place, string problem, Exception? inner = null)
    : Exception(Printable.Line($"{file}: {place}: {problem}", 1000), inner)
{
    public string File { get; } = file;

    public string Place { get; } = place;

    public string Problem { get; } = problem;
}

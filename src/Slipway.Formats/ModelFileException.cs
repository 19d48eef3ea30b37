namespace Slipway.Formats;

/// <summary>A model file that cannot be used. The message is one line: the file, the place in it, and what was expected there.</summary>
public sealed class ModelFileException(string file, string place, string problem, Exception? inner = null)
    : Exception(OneLine($"{file}: {place}: {problem}"), inner)
{
    public string File { get; } = file;

    public string Place { get; } = place;

    // Names and values come from files that nobody vouched for: a line break or an escape sequence in one must not reach a
    // terminal, and a megabyte of one must not reach a log.
    private static string OneLine(string message) => string.Create(Math.Min(message.Length, 1000), message, static (line, text) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = char.IsControl(text[i]) ? '\uFFFD' : text[i];
    });
}

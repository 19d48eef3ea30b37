using Spectre.Console;

namespace Slipway;

/// <summary>The two streams of the terminal; what is redirected to a file or a program gets no colours and no edge to break at.</summary>
internal static class Terminal
{
    private const int Endless = 1000;

    /// <summary>Standard output: what was asked for.</summary>
    public static IAnsiConsole Output() => Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>Standard error: progress and problems.</summary>
    public static IAnsiConsole Errors() => Create(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected)
            console.Profile.Width = Endless;
        return console;
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Slipway.Server.Logs;

/// <summary>One entry of a log as text: time, level, source, message; an exception follows, indented.</summary>
internal static partial class LogLine
{
    public static byte[] Format(DateTimeOffset at, LogLevel level, string category, EventId id, string message, Exception? exception)
    {
        var text = new StringBuilder();
        text.Append(at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture))
            .Append(' ').Append(Word(level)).Append(' ').Append(category).Append('[').Append(id.Id).Append("] ").Append(OneLine(message)).Append('\n');
        if (exception is not null)
            text.Append("    ").Append(exception.ToString().ReplaceLineEndings("\n    ")).Append('\n');
        // The last net: no message should hold a credential, and none that looks like one leaves here.
        return Encoding.UTF8.GetBytes(Credential().Replace(text.ToString(), "$1***"));
    }

    /// <summary>Nobody who is quoted in a message can write a line of their own.</summary>
    private static string OneLine(string message) => message.AsSpan().IndexOfAny('\r', '\n') < 0 ? message : message.ReplaceLineEndings(" ⏎ ");

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO ",
        LogLevel.Warning => "WARN ",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };

    [GeneratedRegex(@"(api_key=|bearer\s+|x-api-key:\s*|authorization:\s*(?:bearer\s+)?)[^\s&""']+", RegexOptions.IgnoreCase)]
    private static partial Regex Credential();
}

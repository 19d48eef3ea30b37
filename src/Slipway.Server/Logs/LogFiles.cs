using Microsoft.Extensions.Logging;

namespace Slipway.Server.Logs;

/// <summary><c>app.log</c>, and <c>errors.log</c> for what is at least an error.</summary>
public sealed class LogFiles(LogOptions options, TimeProvider time) : ILoggerProvider
{
    private readonly RotatingFile _app = options.Open("app.log");
    private readonly RotatingFile _errors = options.Open("errors.log");

    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    public void Dispose()
    {
        _app.Dispose();
        _errors.Dispose();
    }

    /// <summary>Other people's code speaks only when something is wrong: what it tells of a request may hold what nobody shall read.</summary>
    internal bool Takes(string category, LogLevel level) =>
        level >= (category.StartsWith("Slipway", StringComparison.Ordinal) ? options.Level : LogLevel.Warning) && level != LogLevel.None;

    internal void Write(LogLevel level, string category, EventId id, string message, Exception? exception)
    {
        var line = LogLine.Format(time.GetUtcNow(), level, category, id, message, exception);
        _app.Write(line);
        if (level >= LogLevel.Error)
            _errors.Write(line);
    }
}

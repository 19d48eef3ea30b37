using Microsoft.Extensions.Logging;

namespace Slipway.Server.Logs;

internal sealed class FileLogger(LogFiles files, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => files.Takes(category, logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            files.Write(logLevel, category, eventId, formatter(state, exception), exception);
    }
}

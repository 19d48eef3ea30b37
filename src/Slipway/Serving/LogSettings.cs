using Microsoft.Extensions.Logging;
using Slipway.Platform.Common.Settings;
using Slipway.Server.Logs;

namespace Slipway.Serving;

/// <summary>What is logged, and how long it is kept.</summary>
internal static class LogSettings
{
    private static readonly Setting<string> Level = Setting.OneOf("LOG_LEVEL", "information", ["trace", "debug", "information", "warning", "error", "critical", "none"],
        "What the server's own parts must reach to be logged, in the terminal and in logs/app.log.");

    private static readonly Setting<bool> Prompts = Setting.Flagged("LOG_PROMPTS", false,
        "Whether logs/llm_requests.log holds the prompts too.");

    private static readonly Setting<int> Largest = Setting.Integer("LOG_FILE_MEGABYTES", 64, 1, 100_000, "The size at which a log file is rotated.");

    private static readonly Setting<int> Kept = Setting.Integer("LOG_FILES_KEPT", 5, 0, 1000, "Rotated files of each log that are kept.");

    public static IEnumerable<Setting> All => [Level, Prompts, Largest, Kept];

    public static LogLevel LevelOf(SettingValues settings) => Enum.Parse<LogLevel>(settings.Get(Level), ignoreCase: true);

    /// <summary>The logs lie in the data folder where somebody chose one, else in <c>./logs</c>.</summary>
    public static string FolderOf(SettingValues settings) =>
        Path.GetFullPath(settings.IsSet(ServeSettings.DataFolder) ? Path.Combine(settings.Get(ServeSettings.DataFolder), "logs") : "logs");

    public static LogOptions Of(SettingValues settings) => new(
        FolderOf(settings), LevelOf(settings), settings.Get(Largest) * 1024L * 1024L, settings.Get(Kept), settings.Get(Prompts));
}

using System.CommandLine;
using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>The command-line options that set settings.</summary>
internal sealed class SettingFlags
{
    private readonly List<(Setting Setting, Option<string?> Option)> _flags =
        [.. ServeSettings.All.Where(setting => setting.Flag is not null).Select(setting => (setting, OptionOf(setting)))];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _flags)
            command.Add(option);
    }

    /// <summary>The settings in effect, or every problem at once.</summary>
    public SettingValues? Read(ParseResult parsed, out IReadOnlyList<string> problems)
    {
        var given = new Dictionary<string, string>();
        foreach (var (setting, option) in _flags)
        {
            if (parsed.GetValue(option) is { } value)
                given[setting.Name] = value;
        }

        return SettingsReader.Read(ServeSettings.All, Directory.GetCurrentDirectory(), Environment.GetEnvironmentVariable, given, out problems);
    }

    private static Option<string?> OptionOf(Setting setting) => new(setting.Flag!)
    {
        Description = setting.DefaultText.Length > 0 ? $"{setting.Documentation} {setting.DefaultText} by default." : setting.Documentation,
    };
}

using System.CommandLine;
using System.Text.Json;
using Slipway.Platform.Common.Settings;
using Slipway.Serving;
using Spectre.Console;

namespace Slipway;

/// <summary><c>slipway config [--json]</c>: what <c>slipway serve</c> would run with, started here and now.</summary>
internal static class ConfigCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print it for programs." };
        var set = new Option<bool>("--set") { Description = "Leave out what nobody has set." };
        var flags = new SettingFlags();
        var command = new Command("config", "Show every setting of 'serve': its value, where it comes from, and what it is for.") { json, set };
        flags.AddTo(command);
        command.SetAction(parsed =>
        {
            if (flags.Read(parsed, out var problems) is not { } values)
            {
                foreach (var problem in problems)
                    Console.Error.WriteLine($"slipway config: {problem}");
                return 1;
            }

            var shown = ServeSettings.All.Where(setting => !parsed.GetValue(set) || values.IsSet(setting)).ToList();
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(shown.Select(setting => Members(setting, values)), Indented));
            else
                Terminal.Output().Write(Table(shown, values));
            return 0;
        });
        return command;
    }

    private static Dictionary<string, string?> Members(Setting setting, SettingValues values)
    {
        var (text, source) = values.Shown(setting);
        return new Dictionary<string, string?>
        {
            ["name"] = setting.Name,
            ["value"] = text,
            ["source"] = source,
            ["default"] = setting.DefaultText,
            ["allowed"] = setting.Allowed,
            ["flag"] = setting.Flag,
            ["documentation"] = setting.Documentation,
        };
    }

    private static Table Table(IEnumerable<Setting> settings, SettingValues values)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("setting").NoWrap());
        table.AddColumn("value");
        table.AddColumn(new TableColumn("source").NoWrap());
        table.AddColumn("default");
        table.AddColumn("what it is for");
        foreach (var setting in settings)
        {
            var (text, source) = values.Shown(setting);
            table.AddRow(new Text(setting.Name), new Text(text), new Text(source), new Text(setting.DefaultText), new Text($"{setting.Documentation} ({setting.Allowed})"));
        }

        return table;
    }
}

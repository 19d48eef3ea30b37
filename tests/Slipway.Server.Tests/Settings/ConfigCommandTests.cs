using System.Text.Json.Nodes;
using Slipway.Platform.Common.Settings;
using Slipway.Serving;
using Slipway.Testing;

namespace Slipway.Server.Tests.Settings;

public sealed class ConfigCommandTests
{
    [Fact]
    public async Task It_shows_every_setting_with_its_source_and_no_secret()
    {
        var environment = new Dictionary<string, string> { ["RATE_LIMIT_BURST"] = "7", ["API_KEYS"] = "very-secret" };
        var result = await ProcessRunner.RunAsync(SlipwayCommand.Executable, ["config", "--json", "--data", "/tmp/here"], TimeSpan.FromSeconds(30), environment);
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("very-secret", result.Output, StringComparison.Ordinal);
        var settings = JsonNode.Parse(result.Output)!.AsArray().ToDictionary(setting => (string)setting!["name"]!, setting => setting!);
        Assert.Equal(("7", "environment", "10"), Values(settings["RATE_LIMIT_BURST"]));
        Assert.Equal(("********", "environment", ""), Values(settings["API_KEYS"]));
        Assert.Equal(("/tmp/here", "--data", "./data"), Values(settings["DATA_DIR"]));
        Assert.Equal(ServeSettings.All.Count, settings.Count);
        Assert.All(settings.Values, setting => Assert.NotEmpty((string)setting["documentation"]!));

        static (string, string, string) Values(JsonNode setting) => ((string)setting["value"]!, (string)setting["source"]!, (string)setting["default"]!);
    }

    [Fact]
    public async Task Wrong_settings_are_refused_all_at_once_with_name_value_and_what_is_allowed()
    {
        var environment = new Dictionary<string, string> { ["RATE_LIMIT_BURST"] = "many", ["TEMPERATURE"] = "3", ["API_KEYS"] = "secret:king" };
        foreach (var command in (string[])["config", "serve"])
        {
            var errors = await SlipwayCommand.FailAsync(environment, command);
            Assert.Contains("RATE_LIMIT_BURST=many (from environment): is not; allowed: a whole number from 1 to 1000000", errors, StringComparison.Ordinal);
            Assert.Contains("TEMPERATURE=3", errors, StringComparison.Ordinal);
            Assert.Contains("API_KEYS=…", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("king", errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_source_overrides_those_before_it_and_an_empty_one_says_nothing()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder.File("appsettings.json"), """{"RATE_LIMIT_BURST": 1, "MAX_NEW_TOKENS": 2, "TEMPERATURE": 0.1, "QUEUE_LIMIT": 5, "API_KEYS": ["a", "b:admin"]}""");
        File.WriteAllText(folder.File(".env"), "export MAX_NEW_TOKENS=3 # three\nTEMPERATURE='0.2'\nQUEUE_LIMIT=\n");
        var environment = new Dictionary<string, string> { ["TEMPERATURE"] = "0.3", ["DATA_DIR"] = "there" };
        var values = SettingsReader.Read(
            ServeSettings.All, folder.Path, environment.GetValueOrDefault, new Dictionary<string, string> { ["DATA_DIR"] = "here" }, out _)!;
        Assert.Equal("1 appsettings.json", Shown(LimitSettings.Burst));
        Assert.Equal("3 .env", Shown(ServeSettings.MaxNewTokens));
        Assert.Equal("0.3 environment", Shown(ServeSettings.Temperature));
        Assert.Equal("here --data", Shown(ServeSettings.DataFolder));
        Assert.Equal("5 appsettings.json", Shown(ServeSettings.QueueLimit));
        Assert.Equal(2, values.Get(AccessSettings.ApiKeys).Count);

        string Shown(Setting setting)
        {
            var (text, source) = values.Shown(setting);
            return $"{text} {source}";
        }
    }

    [Fact]
    public void No_setting_is_declared_twice() =>
        Assert.Equal(ServeSettings.All.Count, ServeSettings.All.Select(setting => setting.Name).Distinct().Count());
}

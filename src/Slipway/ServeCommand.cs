using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Slipway.Platform.Common;
using Slipway.Platform.Common.Settings;
using Slipway.Serving;
using Slipway.Storage.Sql;

namespace Slipway;

/// <summary><c>slipway serve [--urls …] [--data DIR]</c></summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var flags = new SettingFlags();
        var command = new Command("serve", "Serve models over every contract, with queueing, keys and metering.");
        flags.AddTo(command);
        command.SetAction((parsed, _) => flags.Read(parsed, out var problems) is { } settings ? RunAsync(settings) : Task.FromResult(Fail(problems)));
        return command;
    }

    private static async Task<int> RunAsync(SettingValues settings)
    {
        var urls = Addresses.Of(settings);
        if (TlsWiring.Problem(settings, urls) is { } wrong)
            return Fail([wrong]);
        using var folder = DataFolder.Open(settings.Get(ServeSettings.DataFolder), out var problem);
        if (folder is null)
            return Fail([problem]);
        var options = new HostOptions
        {
            Urls = urls,
            Logging = logging => logging.AddSimpleConsole(console => console.SingleLine = true)
                .SetMinimumLevel(LogLevel.Warning).AddFilter("Slipway", LogSettings.LevelOf(settings))
                // A start that fails is told in one line, below.
                .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None),
            Time = TimeProvider.System,
            Random = new Random(BitConverter.ToInt32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))),
        };
        SlipwayHost made;
        try
        {
            var database = await DatabaseWiring.OpenAsync(settings, folder.Path, options.Time);
            made = new SlipwayHost(settings, folder, database, options);
        }
        catch (Exception exception) when (exception is StorageException or StoreUnavailableException or StartException)
        {
            return Fail([exception.Message]);
        }

        await using var host = made;
        if (host.UsesSampleKeys && urls.FirstOrDefault(url => !Addresses.IsLoopback(url)) is { } open)
            return Fail([$"{open} can be reached by others: set API_KEYS (in the environment or .env), or make a key with 'slipway keys create'"]);
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await host.StartAsync(CancellationToken.None);
        }
        catch (IOException exception)
        {
            return Fail([exception.Message]);
        }

        Banner.Show(host.Addresses, settings, host.UsesSampleKeys, host.MadeAdmin);
        await stop.Task;
        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }

    private static int Fail(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
            Console.Error.WriteLine($"slipway serve: {problem}");
        return 1;
    }
}

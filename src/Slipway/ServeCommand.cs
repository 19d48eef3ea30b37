using System.CommandLine;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
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
    private static readonly int[] Ports = [8000, 8105];

    public static Command Create()
    {
        var urls = new Option<string?>("--urls") { Description = ServeSettings.Urls.Documentation };
        var data = new Option<string?>("--data") { Description = $"{ServeSettings.DataFolder.Documentation} {ServeSettings.DataFolder.DefaultText} by default." };
        var command = new Command("serve", "Serve models over every contract, with queueing, keys and metering.") { urls, data };
        command.SetAction((parsed, cancellation) =>
        {
            var flags = new Dictionary<string, string>();
            if (parsed.GetValue(urls) is { } addresses)
                flags[ServeSettings.Urls.Name] = addresses;
            if (parsed.GetValue(data) is { } folder)
                flags[ServeSettings.DataFolder.Name] = folder;
            return RunAsync(flags);
        });
        return command;
    }

    private static async Task<int> RunAsync(Dictionary<string, string> flags)
    {
        var settings = SettingsReader.Read(
            ServeSettings.All, Directory.GetCurrentDirectory(), Environment.GetEnvironmentVariable, flags, out var problems);
        if (settings is null)
            return Fail(problems);
        var urls = settings.Get(ServeSettings.Urls) is { Length: > 0 } text
            ? text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : DefaultUrls();
        using var folder = DataFolder.Open(settings.Get(ServeSettings.DataFolder), out var problem);
        if (folder is null)
            return Fail([problem]);
        var options = new HostOptions
        {
            Urls = urls,
            Logging = logging => logging.AddSimpleConsole(console => console.SingleLine = true)
                .SetMinimumLevel(LogLevel.Warning).AddFilter("Slipway", LogLevel.Information)
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
        if (host.UsesSampleKeys && urls.FirstOrDefault(url => !IsLoopback(url)) is { } open)
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

    private static string[] DefaultUrls()
    {
        var hasIpv6 = Socket.OSSupportsIPv6 && NetworkInterface.GetAllNetworkInterfaces()
            .Any(nic => nic.GetIPProperties().UnicastAddresses.Any(address => address.Address.Equals(IPAddress.IPv6Loopback)));
        return [.. Ports.SelectMany(port => hasIpv6 ? new[] { $"http://127.0.0.1:{port}", $"http://[::1]:{port}" } : [$"http://127.0.0.1:{port}"])];
    }

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Host == "localhost"
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
}

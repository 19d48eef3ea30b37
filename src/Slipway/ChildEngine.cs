using System.Diagnostics;
using System.Globalization;
using Slipway.Protocol.Client;

namespace Slipway;

/// <summary>An engine of our own executable that lives as long as this process: it holds the other end of a pipe.</summary>
internal sealed class ChildEngine : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private ChildEngine(Process process, DirectoryInfo folder, string socket)
    {
        (_process, _folder) = (process, folder);
        Client = new EngineClient(EngineAddress.Unix(socket));
    }

    public EngineClient Client { get; }

    public static ChildEngine Start(string model, int? threads, int? context)
    {
        // A folder that only we may enter, so nobody else reaches the socket.
        var folder = Directory.CreateTempSubdirectory("slipway-run-");
        var socket = Path.Combine(folder.FullName, "engine.sock");
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["engine", "--model", model, "--socket", socket, "--slots", "1", "--supervised"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (threads is { } some)
            Add("--threads", some);
        if (context is { } tokens)
            Add("--context", tokens);
        return new ChildEngine(Process.Start(start)!, folder, socket);

        void Add(string name, int value)
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Waits until it can generate. Where it ended instead, it has said why; the result is its exit code.</summary>
    public async Task<int?> ReadyAsync(CancellationToken cancellation)
    {
        var ended = _process.WaitForExitAsync(cancellation);
        // The engine says that it is ready in its first line; a line that doesn't come means that it ended.
        if (await _process.StandardOutput.ReadLineAsync(cancellation) is not null)
            return null;
        await ended;
        return _process.ExitCode == 0 ? 1 : _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}

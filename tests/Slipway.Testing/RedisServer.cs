using System.Diagnostics;
using System.Net.Sockets;

namespace Slipway.Testing;

/// <summary>A real redis-server on a port of its own that keeps nothing on disk.</summary>
public sealed class RedisServer : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly int _port = FreePort.Next();
    private Process? _process;

    public string Address => $"redis://127.0.0.1:{_port}";

    public static async Task<RedisServer> StartAsync()
    {
        Xunit.Assert.SkipUnless(File.Exists("/usr/bin/redis-server"), "redis-server is not installed: run tests/install");
        var server = new RedisServer();
        await server.RunAsync();
        return server;
    }

    /// <summary>Starts it (again), empty, and waits until it takes connections.</summary>
    public async Task RunAsync()
    {
        _process = ProcessRunner.Start("/usr/bin/redis-server", ["--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.Path, "--loglevel", "warning"]);
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", _port);
                return;
            }
            catch (SocketException) when (tries < 200 && !_process.HasExited)
            {
                await Task.Delay(25);
            }
        }
    }

    /// <summary>What redis-cli answers.</summary>
    public async Task<string> AskAsync(params string[] command) =>
        (await ProcessRunner.RunAsync("redis-cli", ["-p", $"{_port}", .. command], TimeSpan.FromSeconds(10))).Output.Trim();

    /// <summary>Ends it as a crash would.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process?.Dispose();
        _folder.Dispose();
    }
}

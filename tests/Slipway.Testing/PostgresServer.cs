using System.Diagnostics;

namespace Slipway.Testing;

/// <summary>
/// A real PostgreSQL on a port of its own, without waiting for the disk. It refuses to run as root, so there it runs as the user
/// postgres. One for each test assembly is started when the first test asks for it.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Common = new(() => Task.Run(StartAsync));
    private static int _databases;

    private readonly string _folder;
    private readonly int _port;
    private Process? _process;

    private PostgresServer(string folder, int port) => (_folder, _port) = (folder, port);

    /// <summary>Whether this machine has a PostgreSQL to start.</summary>
    public static bool IsInstalled => File.Exists(Program("initdb"));

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>The address of a database that nobody else has seen.</summary>
    public static async Task<string> FreshAsync()
    {
        Xunit.Assert.SkipUnless(IsInstalled, "PostgreSQL is not installed: run tests/install");
        return await (await Common.Value).CreateAsync();
    }

    /// <summary>A server of one's own, for tests that stop it.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"slipway-pg-{Guid.NewGuid():N}");
        await ExpectAsync("install", IsRoot ? ["-d", "-o", "postgres", "-m", "700", folder] : ["-d", "-m", "700", folder]);
        var server = new PostgresServer(folder, FreePort.Next());
        await ExpectAsync("env", AsOwner(Program("initdb"), "-D", folder, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"));
        await server.RunAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    }

    public string Address(string database) => $"postgres://postgres:not-asked@127.0.0.1:{_port}/{database}";

    public async Task<string> CreateAsync()
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await ExpectAsync("psql", ["-q", "-h", "127.0.0.1", "-p", $"{_port}", "-U", "postgres", "-c", $"CREATE DATABASE {name}"]);
        return Address(name);
    }

    /// <summary>Starts it (again) and waits until it answers.</summary>
    public async Task RunAsync()
    {
        _process = ProcessRunner.Start("env", AsOwner(Program("postgres"), "-D", _folder, "-p", $"{_port}", "-h", "127.0.0.1", "-k", "",
            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB", "-c", "max_connections=300", "-c", "log_min_messages=fatal"));
        // Nobody reads what it says, but a full pipe would stop it.
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var tries = 0; ; tries++)
        {
            var ready = await ProcessRunner.RunAsync(Program("pg_isready"), ["-q", "-h", "127.0.0.1", "-p", $"{_port}"], TimeSpan.FromSeconds(10));
            if (ready.ExitCode == 0)
                return;
            if (_process.HasExited || tries > 300)
                throw new InvalidOperationException($"PostgreSQL did not start in {_folder}");
            await Task.Delay(50);
        }
    }

    /// <summary>Ends it at once, connections and all.</summary>
    public void Stop()
    {
        if (_process is not { HasExited: false } process)
            return;
        using (var kill = Process.Start("kill", ["-QUIT", $"{process.Id}"]))
            kill.WaitForExit();
        process.WaitForExit(10_000);
    }

    public void Dispose()
    {
        Stop();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static string[] AsOwner(params string[] command) =>
        IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command] : command;

    private static async Task ExpectAsync(string program, IEnumerable<string> arguments)
    {
        var run = await ProcessRunner.RunAsync(program, arguments, TimeSpan.FromMinutes(1));
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: {run.Errors}");
    }

    private static string Program(string name)
    {
        const string debian = "/usr/lib/postgresql";
        var folders = (Directory.Exists(debian) ? Directory.GetDirectories(debian).Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")) : [])
            .Reverse().Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'));
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? name;
    }
}

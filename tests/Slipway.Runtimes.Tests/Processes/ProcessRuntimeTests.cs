using System.Collections.Concurrent;
using System.Diagnostics;
using Slipway.Platform.Deployments;
using Slipway.Platform.Routing;
using Slipway.Runtimes.Processes;
using Slipway.Testing;
using Slipway.Upstream;

namespace Slipway.Runtimes.Tests.Processes;

public sealed class ProcessRuntimeTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly MemoryProcessStore _store = new();
    private readonly ProcessMeter _meter = new(TimeProvider.System);
    private readonly ConcurrentQueue<string> _log = [];

    [Fact]
    public async Task A_replica_generates_and_is_gone_when_it_is_disposed()
    {
        var runtime = NewRuntime();
        var replica = (await runtime.StartAsync(NewDeployment("words"), default)).Value!;
        var pid = Assert.Single(_store.Rows).Value.Pid!.Value;

        await ReadyAsync(replica);
        await replica.DisposeAsync();

        Assert.Empty(_store.Rows);
        Assert.False(Runs(pid));
        Assert.Empty(Directory.GetFiles(_folder.File("run")));
    }

    [Fact]
    public async Task The_row_is_written_before_the_process_starts()
    {
        _store.OnFirstSave = row => Assert.Null(row.Pid);

        await using var replica = (await NewRuntime().StartAsync(NewDeployment("words"), default)).Value!;

        Assert.Equal(2, _store.Saves);
    }

    [Fact]
    public async Task A_replica_that_dies_says_why_without_the_disks_layout()
    {
        await using var replica = (await NewRuntime().StartAsync(NewDeployment("broken"), default)).Value!;

        var reason = await replica.Ended.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Contains("code 1", reason);
        Assert.Contains("model.gguf: magic", reason);
        Assert.DoesNotContain(_folder.Path, reason);
    }

    [Fact]
    public async Task A_model_that_is_missing_is_refused_before_anything_starts()
    {
        var deployment = NewDeployment("words");
        File.Delete(deployment.Source.Path!);

        var started = await NewRuntime().StartAsync(deployment, default);

        Assert.Contains("model.gguf", started.Failure!.Message);
        Assert.Empty(_store.Rows);
    }

    [Fact]
    public async Task A_leftover_is_ended_by_its_pid_and_its_start()
    {
        using var leftover = Process.Start(new ProcessStartInfo("sleep", "100"))!;
        using var stranger = Process.Start(new ProcessStartInfo("sleep", "100"))!;
        await _store.SaveAsync(new ReplicaProcess("a", "d", "node", _folder.File("a.sock")) { Pid = leftover.Id, StartMark = ProcessMark.Of(leftover.Id) });
        await _store.SaveAsync(new ReplicaProcess("b", "d", "node", _folder.File("b.sock")) { Pid = stranger.Id, StartMark = "another time" });

        await NewRuntime().EndLeftoversAsync(default);

        Assert.True(leftover.WaitForExit(5000));
        Assert.False(stranger.HasExited);
        Assert.Empty(_store.Rows);
        stranger.Kill();
    }

    [Fact]
    public async Task A_child_starts_with_an_empty_environment_plus_what_it_needs()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_SECRET", "secret");
        await using var replica = (await NewRuntime().StartAsync(NewDeployment("words"), default)).Value!;

        var environment = await File.ReadAllTextAsync($"/proc/{_store.Rows.Single().Value.Pid}/environ");

        Assert.DoesNotContain("secret", environment);
        Assert.DoesNotContain("PATH=", environment);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task ReadyAsync(IReplicaHandle replica)
    {
        var since = Stopwatch.StartNew();
        while (await new ReadinessProbe().TryAsync(replica.Endpoint, default) is { } problem)
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(20), problem);
            await Task.Delay(20);
        }
    }

    private static bool Runs(long pid) => Directory.Exists($"/proc/{pid}");

    private ProcessRuntime NewRuntime() => new(
        new ProcessRuntimeOptions
        {
            Program = Path.ChangeExtension(typeof(UpstreamServer).Assembly.Location, null),
            SocketFolder = _folder.File("run"),
            NodeId = "node",
            Log = (_, line) => _log.Enqueue(line),
        },
        _store, _meter, TimeProvider.System);

    private Deployment NewDeployment(string content)
    {
        var path = _folder.File("model.gguf");
        File.WriteAllText(path, content);
        return new Deployment
        {
            Id = "d",
            Project = "default",
            Name = "model",
            Kind = DeploymentKind.Default,
            Source = new ModelSource { Dialect = EngineDialect.Slipway, Path = path, Slots = 2 },
            Wanted = true,
            Revision = 1,
            CreatedAt = 0,
            UpdatedAt = 0,
        };
    }
}

using System.ComponentModel;
using System.Diagnostics;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;

namespace Slipway.Runtimes.Processes;

/// <summary>One engine child: its pipe, its output, its row.</summary>
internal sealed class ProcessReplica : IReplicaHandle
{
    private const int KeptLines = 20;
    private const int ToldLines = 3;

    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastLines = [];
    private readonly ReplicaProcess _row;
    private readonly Process _process;
    private readonly IReplicaProcessStore _store;
    private readonly ProcessRuntimeOptions _options;
    private readonly ProcessMeter _meter;
    private readonly MemoryGroup? _group;
    private readonly Deployment _deployment;
    private readonly Task _watching;
    private volatile string? _killedFor;

    public ProcessReplica(
        ReplicaProcess row, ReplicaEndpoint endpoint, Process process, IReplicaProcessStore store, ProcessRuntimeOptions options,
        ProcessMeter meter, Deployment deployment)
    {
        (_row, Endpoint, _process, _store, _options, _meter, _deployment) = (row, endpoint, process, store, options, meter, deployment);
        var limits = deployment.Spec?.Resources;
        var bytes = limits?.Bytes;
        _group = bytes is { } most ? MemoryGroup.TryMake(row.Id[^12..], most, process.Id) : null;
        meter.Add(deployment.Id, new MeasuredReplica(row.Id, deployment.Version, process.Id, limits?.Cores ?? Environment.ProcessorCount)
        {
            MemoryLimit = bytes,
            LimitedBy = bytes is null ? "" : _group is null ? "watch" : "cgroup",
        }, End);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _watching = WatchAsync();
    }

    public string Id => _row.Id;

    public ReplicaEndpoint Endpoint { get; }

    public Task<string> Ended => _ended.Task;

    public int Pid => _process.Id;

    public async ValueTask DisposeAsync()
    {
        try
        {
            // The end of the pipe asks the child to end.
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(_options.EndWithin).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or IOException)
        {
            Kill();
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }

        await _watching.ConfigureAwait(false);
        _meter.Remove(_row.Id);
        _process.Dispose();
        _group?.Dispose();
        File.Delete(_row.Socket);
        try
        {
            await _store.RemoveAsync(_row.Id).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // The child is gone all the same; its row goes at the next start.
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It ended just now.
        }
    }

    private void End(string reason)
    {
        _killedFor = reason;
        Kill();
    }

    private async Task WatchAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _meter.Remove(_row.Id);
        string[] last;
        lock (_lastLines)
            last = [.. _lastLines.TakeLast(ToldLines)];
        var said = last.Length == 0 ? "it said nothing" : string.Join(" | ", last);
        // Callers may see the reason; the disk's layout is none of their business.
        said = said.Replace(_deployment.Source.Path!, Path.GetFileName(_deployment.Source.Path!), StringComparison.Ordinal);
        _ended.TrySetResult(_killedFor is { } reason ? $"the engine was ended: {reason}" : $"the engine ended with code {_process.ExitCode}: {said}");
    }

    private void Note(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
                _lastLines.Dequeue();
        }

        _options.Log(_deployment.Name, line);
        _options.Capture(_deployment.Id, _row.Id, line);
    }
}

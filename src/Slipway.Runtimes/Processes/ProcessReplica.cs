using System.ComponentModel;
using System.Diagnostics;
using Slipway.Platform.Deployments;

namespace Slipway.Runtimes.Processes;

/// <summary>One engine child: its pipe, its output, its row.</summary>
internal sealed class ProcessReplica : IReplicaHandle
{
    private const int KeptLines = 20;

    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastLines = [];
    private readonly ReplicaProcess _row;
    private readonly Process _process;
    private readonly IReplicaProcessStore _store;
    private readonly ProcessRuntimeOptions _options;
    private readonly Task _watching;

    public ProcessReplica(
        ReplicaProcess row, ReplicaEndpoint endpoint, Process process, IReplicaProcessStore store, ProcessRuntimeOptions options,
        string name, string modelPath)
    {
        (_row, Endpoint, _process, _store, _options) = (row, endpoint, process, store, options);
        process.OutputDataReceived += (_, line) => Note(name, line.Data);
        process.ErrorDataReceived += (_, line) => Note(name, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _watching = WatchAsync(modelPath);
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
        _process.Dispose();
        File.Delete(_row.Socket);
        await _store.RemoveAsync(_row.Id).ConfigureAwait(false);
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

    private async Task WatchAsync(string modelPath)
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        string last;
        lock (_lastLines)
            last = _lastLines.LastOrDefault() ?? "it said nothing";
        // Callers may see the reason; the disk's layout is none of their business.
        last = last.Replace(modelPath, Path.GetFileName(modelPath), StringComparison.Ordinal);
        _ended.TrySetResult($"the engine ended with code {_process.ExitCode}: {last}");
    }

    private void Note(string name, string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
                _lastLines.Dequeue();
        }

        _options.Log(name, line);
    }
}

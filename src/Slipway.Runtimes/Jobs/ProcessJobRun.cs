using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Slipway.Platform.Jobs;
using Slipway.Protocol.Jobs;

namespace Slipway.Runtimes.Jobs;

/// <summary>One job's process: its events come on its output, the end of its input asks it to end.</summary>
internal sealed class ProcessJobRun : IJobRun
{
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly Process _process;
    private readonly string _mark;
    private readonly Action<string> _log;
    private string _lastLine = "it said nothing";
    private bool _asked;

    public ProcessJobRun(Process process, string mark, Action<string> log)
    {
        (_process, _mark, _log) = (process, mark, log);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
        _ = WatchAsync();
    }

    public Task<string> Ended => _ended.Task;

    public async IAsyncEnumerable<JobEvent> EventsAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (Parse(line) is { } told)
                yield return told;
            else
                Note(line);
        }
    }

    public void Cancel()
    {
        lock (_gate)
        {
            if (_asked)
                return;
            _asked = true;
        }

        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cancel();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(EndWithin).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill();
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // Disposed by another hand.
            return;
        }

        await _ended.Task.ConfigureAwait(false);
        File.Delete(_mark);
        _process.Dispose();
    }

    private async Task WatchAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _ended.TrySetResult($"code {_process.ExitCode}: {_lastLine}");
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

    private void Note(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        _lastLine = line;
        _log(line);
    }

    private static JobEvent? Parse(string line)
    {
        if (!line.StartsWith('{'))
            return null;
        try
        {
            return JsonSerializer.Deserialize(line, JobJson.Default.JobEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

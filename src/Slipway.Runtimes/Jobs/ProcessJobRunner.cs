using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Platform.Jobs;
using Slipway.Protocol.Jobs;
using Slipway.Runtimes.Processes;

namespace Slipway.Runtimes.Jobs;

/// <summary>Jobs as child processes of this server. Each holds the reading end of a pipe, so none outlives it; a mark in its folder names what a restart must end.</summary>
public sealed class ProcessJobRunner(string program, IReadOnlyList<string> leadingArguments, string folder, Action<string, string> log) : IJobRunner
{
    private const string SpecName = "spec.json";
    private const string MarkName = "process";

    private static readonly string[] Inherited =
        ["DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ"];

    public string FolderOf(string jobId) => Path.Combine(folder, jobId);

    public async Task<Result<IJobRun>> StartAsync(JobSpec spec, CancellationToken cancellation)
    {
        Directory.CreateDirectory(spec.Folder);
        var path = Path.Combine(spec.Folder, SpecName);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(spec, JobJson.Default.JobSpec), cancellation).ConfigureAwait(false);
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.Folder,
        };
        var kept = Inherited.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).Where(pair => pair.Value is not null).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
            start.Environment[name] = value;
        foreach (var argument in leadingArguments)
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--spec");
        start.ArgumentList.Add(path);
        start.ArgumentList.Add("--supervised");
        try
        {
            var process = Process.Start(start)!;
            var mark = Path.Combine(spec.Folder, MarkName);
            await File.WriteAllTextAsync(mark, $"{process.Id} {ProcessMark.Of(process.Id)}", CancellationToken.None).ConfigureAwait(false);
            return Result.Of<IJobRun>(new ProcessJobRun(process, mark, line => log(spec.Id, line)));
        }
        catch (Win32Exception exception)
        {
            return new Failure(FailureKind.ModelNotReady, $"the job's process could not be started: {exception.Message}");
        }
    }

    public async Task EndLeftoversAsync()
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var mark in Directory.EnumerateFiles(folder, MarkName, SearchOption.AllDirectories))
        {
            var parts = (await File.ReadAllTextAsync(mark).ConfigureAwait(false)).Split(' ', 2);
            if (parts is [var number, var started] && int.TryParse(number, out var pid) && ProcessMark.Of(pid) == started)
                await EndAsync(pid).ConfigureAwait(false);
            File.Delete(mark);
        }
    }

    private static async Task EndAsync(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended between the look and the blow.
        }
    }
}

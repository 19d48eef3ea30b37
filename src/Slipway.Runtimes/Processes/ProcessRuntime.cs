using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Platform.Deployments.Machine;
using Slipway.Protocol.Client;

namespace Slipway.Runtimes.Processes;

/// <summary>
/// Replicas as child processes of this server, reached over a Unix socket. Children never outlive their server and are never
/// adopted: each holds the reading end of a pipe and ends at its end of file, and what a restart still finds is ended.
/// </summary>
public sealed class ProcessRuntime(ProcessRuntimeOptions options, IReplicaProcessStore store, ProcessMeter meter, TimeProvider time) : IRuntime
{
    /// <summary>All that a child inherits of the environment: what .NET needs to start, and where things lie.</summary>
    private static readonly string[] Inherited =
        ["DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ"];

    public bool Takes(ModelSource source) => source.Path is not null;

    public async Task<Result<IReplicaHandle>> StartAsync(Deployment deployment, CancellationToken cancellation)
    {
        var source = deployment.Source;
        if (!Path.Exists(source.Path))
            return new Failure(FailureKind.ModelNotReady, $"the model '{Path.GetFileName(source.Path)}' is missing{(source.From is { } from ? $"; check {from}" : "")}");
        var id = Ids.New(time);
        var socket = Path.Combine(options.SocketFolder, id[^12..] + ".sock");
        var row = new ReplicaProcess(id, deployment.Id, options.NodeId, socket);
        Directory.CreateDirectory(options.SocketFolder);
        await store.SaveAsync(row).ConfigureAwait(false);
        Process process;
        try
        {
            process = Process.Start(StartInfo(deployment, socket))!;
        }
        catch (Win32Exception exception)
        {
            await store.RemoveAsync(id).ConfigureAwait(false);
            return new Failure(FailureKind.ModelNotReady, $"the engine could not be started: {exception.Message}");
        }

        if (deployment.Spec?.Resources.Cores is { } cores)
            Affinity.Limit(process.Id, (int)Math.Ceiling(cores));
        var endpoint = new ReplicaEndpoint(EngineAddress.Unix(socket), EngineDialect.Slipway, source.Slots)
        {
            Chats = source.Chats && ModelPeek.HasChatTemplate(source.Path!),
            Defaults = source.Defaults,
        };
        var handle = new ProcessReplica(row, endpoint, process, store, options, meter, deployment);
        try
        {
            await store.SaveAsync(row with { Pid = process.Id, StartMark = ProcessMark.Of(process.Id) }).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // A child that no row names would be nobody's.
            await handle.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return handle;
    }

    public async Task EndLeftoversAsync(CancellationToken cancellation)
    {
        foreach (var row in await store.ListAsync(options.NodeId).ConfigureAwait(false))
        {
            if (row.Pid is { } pid && row.StartMark is { } mark && ProcessMark.Of((int)pid) == mark)
                await EndAsync((int)pid, cancellation).ConfigureAwait(false);
            File.Delete(row.Socket);
            await store.RemoveAsync(row.Id).ConfigureAwait(false);
        }
    }

    private static async Task EndAsync(int pid, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended between the look and the blow.
        }
    }

    private ProcessStartInfo StartInfo(Deployment deployment, string socket)
    {
        var (source, limits) = (deployment.Source, deployment.Spec?.Resources);
        var start = new ProcessStartInfo(options.Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.SocketFolder,
        };
        var inherited = Inherited.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).Where(pair => pair.Value is not null);
        var kept = inherited.ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
            start.Environment[name] = value;
        foreach (var (name, value) in deployment.Environment ?? new Dictionary<string, string>())
            start.Environment[name] = options.Unseal(value);
        foreach (var argument in options.LeadingArguments)
            start.ArgumentList.Add(argument);
        Add("--model", source.Path!);
        Add("--socket", socket);
        // One word, so that no name is ever taken for an option.
        start.ArgumentList.Add("--name=" + deployment.Name);
        if (source.Context > 0)
            Add("--context", Text(source.Context));
        if (source.Slots > 0)
            Add("--slots", Text(source.Slots));
        if ((limits?.Cores is { } cores ? Math.Min((int)Math.Ceiling(cores), Environment.ProcessorCount) : source.Threads) is var threads and > 0)
            Add("--threads", Text(threads));
        // What others may need is not this one's to fill with its cache.
        if (deployment.Kind is DeploymentKind.Endpoint or DeploymentKind.OnDemand)
            Add("--cache-mb", Text((int)(ModelFootprint.Of(source).CacheWithin(limits?.Bytes) >> 20)));
        start.ArgumentList.Add("--supervised");
        return start;

        void Add(string name, string value)
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}

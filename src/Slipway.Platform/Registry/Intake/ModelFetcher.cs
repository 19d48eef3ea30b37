using System.Collections.Concurrent;
using System.Security.Cryptography;
using Slipway.Platform.Access;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common;

namespace Slipway.Platform.Registry.Intake;

/// <summary>
/// Fetches models from elsewhere behind the answer to their registration. The version is pending meanwhile; what a server that ends has not
/// finished goes on with the next start.
/// </summary>
public sealed class ModelFetcher : IAsyncDisposable
{
    private const int AtOnce = 2;
    private const string ChecksumMark = "#sha256=";

    private readonly ConcurrentDictionary<string, FetchProgress> _progress = [];
    private readonly ConcurrentDictionary<string, Task> _running = [];
    private readonly SemaphoreSlim _turn = new(AtOnce);
    private readonly CancellationTokenSource _end = new();
    private readonly string _folder;
    private readonly IReadOnlyList<IRemoteSource> _sources;
    private readonly ModelRegistry _registry;
    private readonly ModelIntake _intake;
    private readonly IBlobStore _blobs;

    public ModelFetcher(string folder, IReadOnlyList<IRemoteSource> sources, ModelRegistry registry, ModelIntake intake, IBlobStore blobs) =>
        (_folder, _sources, _registry, _intake, _blobs) = (folder, sources, registry, intake, blobs);

    public string Schemes => string.Join(", ", _sources.Select(source => source.Scheme));

    public bool Takes(string address) => SourceOf(address) is not null;

    /// <summary>Null where nothing is being fetched for the version.</summary>
    public FetchProgress? ProgressOf(string versionId) => _progress.GetValueOrDefault(versionId);

    public async Task<Result<ModelVersion>> RegisterAsync(Caller caller, NewModel model, string address, string? sha256)
    {
        if (SourceOf(address)!.ProblemOf(address) is { } problem)
            return Failure.Invalid("model_path", problem);
        var added = await _registry.AddAsync(caller, model with { Source = sha256 is null ? address : address + ChecksumMark + sha256 }).ConfigureAwait(false);
        if (added.Succeeded)
            Start(added.Value);
        return added;
    }

    /// <summary>Takes up what an earlier server of this node left pending; other nodes go on with their own.</summary>
    public async Task StartAsync()
    {
        foreach (var version in await _registry.PendingAsync().ConfigureAwait(false))
        {
            if (Takes(version.Source) && Directory.Exists(FolderOf(version)))
                Start(version);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Values).ConfigureAwait(false);
        _turn.Dispose();
        _end.Dispose();
    }

    private void Start(ModelVersion version)
    {
        // A registration may come while the server still takes up what was pending.
        if (!_progress.TryAdd(version.Id, new FetchProgress(0, null)))
            return;
        Directory.CreateDirectory(FolderOf(version));
        _running[version.Id] = Task.Run(() => RunAsync(version));
    }

    private async Task RunAsync(ModelVersion version)
    {
        var folder = FolderOf(version);
        try
        {
            await _turn.WaitAsync(_end.Token).ConfigureAwait(false);
            try
            {
                var artifact = await FetchAsync(version, folder).ConfigureAwait(false);
                _ = artifact.Succeeded
                    ? await _registry.CompleteAsync(version with { Framework = ModelIntake.Named(Blank(version), artifact.Value).Framework }, artifact.Value).ConfigureAwait(false)
                    : await _registry.FailAsync(version, artifact.Failure.Message).ConfigureAwait(false);
                Directory.Delete(folder, recursive: true);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends; what has arrived waits for the next one.
        }
        catch (Exception exception)
        {
            await _registry.FailAsync(version, exception is IOException ? exception.Message : "something went wrong in the server").ConfigureAwait(false);
        }
        finally
        {
            _progress.TryRemove(version.Id, out _);
            _running.TryRemove(version.Id, out _);
        }
    }

    private async Task<Result<ModelArtifact>> FetchAsync(ModelVersion version, string folder)
    {
        var parts = version.Source.Split(ChecksumMark, 2);
        var fetched = await SourceOf(parts[0])!.FetchAsync(parts[0], folder, new Note(this, version.Id), _end.Token).ConfigureAwait(false);
        if (!fetched.Succeeded)
            return fetched.Failure;
        if (parts.Length > 1 && File.Exists(fetched.Value) && await DigestAsync(fetched.Value).ConfigureAwait(false) != parts[1])
            return new Failure(FailureKind.BackendFailed, "what arrived has another SHA-256 than was asked for");
        if (File.Exists(fetched.Value) && new FileInfo(fetched.Value).LinkTarget is null)
        {
            var scratch = _blobs.Scratch();
            File.Move(fetched.Value, scratch);
            try
            {
                return await _intake.StoreAsync(scratch, null, version.Framework, "model_path", _end.Token).ConfigureAwait(false);
            }
            finally
            {
                _blobs.Discard(scratch);
            }
        }

        // The hub's cache is made of links; the copy in the store is not.
        var looked = _intake.Look(fetched.Value, version.Framework, "model_path");
        if (!looked.Succeeded)
            return looked;
        var copied = await _blobs.CopyAsync(fetched.Value, _end.Token).ConfigureAwait(false);
        return copied.Succeeded ? looked.Value with { Digest = copied.Value.Digest, Size = copied.Value.Size } : copied.Failure;
    }

    private async Task<string> DigestAsync(string path)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, _end.Token).ConfigureAwait(false));
    }

    private string FolderOf(ModelVersion version) => Path.Combine(_folder, version.Id);

    private static NewModel Blank(ModelVersion version) => new() { Name = version.Name, Framework = version.Framework };

    private IRemoteSource? SourceOf(string address) =>
        _sources.FirstOrDefault(source => address.StartsWith(source.Scheme, StringComparison.OrdinalIgnoreCase));

    private sealed class Note(ModelFetcher fetcher, string versionId) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => fetcher._progress[versionId] = value;
    }
}

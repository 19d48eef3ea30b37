using Slipway.Platform.Artifacts;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Registry;
using Slipway.Storage.Artifacts;
using Slipway.Storage.Registry;
using Slipway.Storage.Sql;

namespace Slipway.Serving;

/// <summary>The models and their artifacts.</summary>
internal sealed class RegistryWiring : IAsyncDisposable
{
    private readonly BlobSweeper _sweeper;

    public RegistryWiring(SettingValues settings, DataFolder folder, IDatabase database, Action<Exception> sweepFailed, TimeProvider time)
    {
        Blobs = new FileBlobStore(new FileBlobOptions(folder.File(DataFolder.ArtifactsName), (long)settings.Get(RegistrySettings.ArtifactQuota)), time);
        Registry = new ModelRegistry(new ModelStore(database), Blobs, time);
        // Whoever else keeps digests in rows stands here too.
        _sweeper = new BlobSweeper(Blobs, [Registry], sweepFailed, time);
    }

    public IBlobStore Blobs { get; }

    public ModelRegistry Registry { get; }

    public ValueTask DisposeAsync() => _sweeper.DisposeAsync();
}

using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Platform.Registry;
using Slipway.Storage.Artifacts;
using Slipway.Storage.Registry;
using Slipway.Storage.Sqlite;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Registry;

public sealed class ModelStoreTests : IAsyncDisposable
{
    private static readonly Caller Alice = new("key-a", "alice", Role.Operator, Project.Default);

    private readonly TempDirectory _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SqliteDatabase _database;
    private readonly FileBlobStore _blobs;
    private readonly ModelRegistry _registry;

    public ModelStoreTests()
    {
        _database = SqliteDatabase.Open(_folder.File("a.db"));
        _blobs = new FileBlobStore(new FileBlobOptions(_folder.File("blobs")), _time);
        _registry = new ModelRegistry(new ModelStore(_database), _blobs, _time);
    }

    [Fact]
    public async Task A_version_is_read_back_as_it_was_added()
    {
        var added = await AddAsync("m", "1.0", model => model with
        {
            Metadata = """{"a":[1]}""",
            ModelType = "scout",
            Description = "d",
            Metrics = new ModelMetrics("""{"accuracy":0.5}""", Measured: true),
            Lineage = new ModelLineage("p", "d@1", "j"),
            InputTemplate = "{{ input }}",
            Artifact = new ModelArtifact(ArtifactFormat.Gguf, 5, new ModelFacts { Architecture = "llama", Parameters = 7 }) { Digest = new string('a', 64) },
        });
        Assert.Equal(added, await _registry.FindAsync(Alice.Project, added.Id));
        Assert.Equal(added, await _registry.FindAsync(Alice.Project, "m", "1.0"));
        Assert.Equal(added, Assert.Single(await _registry.OfJobAsync(Alice.Project, "j")));
        Assert.Equal([new string('a', 64)], await _registry.DigestsAsync());
        Assert.Equal(1, added.Number);
        Assert.Equal("key-a", added.CreatedBy);
        Assert.Null(await _registry.FindAsync("other", added.Id));
    }

    [Fact]
    public async Task A_version_is_taken_once_and_unnamed_ones_count_up()
    {
        await AddAsync("m", null);
        var second = await AddAsync("m", null);
        Assert.Equal("v1.0.1", second.Version);
        var again = await _registry.AddAsync(Alice, new NewModel { Name = "m", Version = "v1.0.1", Framework = "gguf" });
        Assert.Equal(FailureKind.Conflict, again.Failure!.Kind);
    }

    [Fact]
    public async Task A_name_means_the_champion_else_production_else_the_newest_and_changes_count_at_once()
    {
        var first = await AddAsync("m", "1");
        var second = await AddAsync("m", "2");
        Assert.Equal(second.Id, (await ResolveAsync("m"))!.Id);
        await _registry.StageAsync(Alice, first, ModelStage.Production);
        Assert.Equal(first.Id, (await ResolveAsync("m"))!.Id);
        Assert.Null(await _registry.PointAsync(Alice, "m", "champion", "2"));
        Assert.Equal(second.Id, (await ResolveAsync("m"))!.Id);
        Assert.Equal(first.Id, (await ResolveAsync("m@1"))!.Id);
        Assert.Equal(second.Id, (await ResolveAsync("m@champion"))!.Id);
        Assert.Equal(first.Id, (await ResolveAsync(first.Id))!.Id);
        Assert.Null(await ResolveAsync("other"));
    }

    [Fact]
    public async Task A_new_production_version_archives_the_former_and_both_stand_in_the_history()
    {
        var first = await AddAsync("m", "1");
        var second = await AddAsync("m", "2");
        await _registry.StageAsync(Alice, first, ModelStage.Production);
        await _registry.StageAsync(Alice, second, ModelStage.Production);

        Assert.Equal([ModelStage.Archived, ModelStage.Production], (await _registry.VersionsAsync(Alice.Project, "m")).Select(version => version.Stage));
        var history = await _registry.HistoryAsync(Alice.Project, "m");
        Assert.Equal(3, history.Count);
        Assert.Contains(history, change => change is { Version: "1", From: ModelStage.Production, To: ModelStage.Archived, By: "key-a" });
    }

    [Fact]
    public async Task What_is_in_use_is_not_deleted()
    {
        var version = await AddAsync("m", "1");
        var user = new OneUser { Use = "deployment 'd'" };
        _registry.AddUser(user);
        Assert.Equal(FailureKind.Conflict, (await _registry.DeleteAsync(Alice, [version]))!.Kind);
        user.Use = null;
        await _registry.PointAsync(Alice, "m", "live", "1");
        Assert.Null(await _registry.DeleteAsync(Alice, [version]));
        Assert.Null(await ResolveAsync("m"));
        Assert.Empty(await _registry.AliasesAsync(Alice.Project, null));
    }

    [Fact]
    public async Task A_file_served_in_place_is_refused_once_it_is_another()
    {
        var path = _folder.File("m.gguf");
        await File.WriteAllTextAsync(path, "one");
        var version = await AddAsync("m", "1", model => model with
        {
            Artifact = new ModelArtifact(ArtifactFormat.Other, 3, new ModelFacts()) { InPlace = InPlaceFiles.Look(path) },
        });
        Assert.Equal(path, _registry.PathOf(version).Value);

        var changed = File.GetLastWriteTimeUtc(path);
        await File.WriteAllTextAsync(path + ".new", "two");
        File.SetLastWriteTimeUtc(path + ".new", changed);
        File.Move(path + ".new", path, overwrite: true);

        Assert.Contains("no longer", _registry.PathOf(version).Failure!.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    private ValueTask<ModelVersion?> ResolveAsync(string name) => _registry.ResolveAsync(Alice.Project, name);

    private async Task<ModelVersion> AddAsync(string name, string? version, Func<NewModel, NewModel>? change = null)
    {
        var model = new NewModel { Name = name, Version = version, Framework = "gguf" };
        return (await _registry.AddAsync(Alice, change?.Invoke(model) ?? model)).Value!;
    }
}

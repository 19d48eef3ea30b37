using System.Security.Cryptography;
using Slipway.Platform.Generation;
using Slipway.Platform.Prompts;
using Slipway.Storage.Backups;
using Slipway.Storage.Postgres;
using Slipway.Storage.Prompts;
using Slipway.Storage.Sql;
using Slipway.Storage.Sqlite;
using Slipway.Storage.Tasks;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Backups;

public sealed class BackupArchiveTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public Task A_copy_of_SQLite_fills_SQLite() => CopyAsync(Sqlite(), (name, migrations) => new(SqliteDatabase.Open(_folder.File(name), migrations)));

    [Fact]
    [Trait("Needs", "server")]
    public async Task A_copy_of_SQLite_fills_PostgreSQL()
    {
        var address = await PostgresServer.FreshAsync();
        await CopyAsync(Sqlite(), async (_, migrations) => await PostgresDatabase.OpenAsync(address, TimeProvider.System, new Random(1), migrations));
    }

    [Fact]
    [Trait("Needs", "server")]
    public async Task A_copy_of_PostgreSQL_fills_SQLite_and_only_an_empty_database_is_filled_unasked()
    {
        var address = await PostgresServer.FreshAsync();
        Assert.True(await PostgresDatabase.IsEmptyAsync(address, clear: false, TimeProvider.System, new Random(1)));
        await CopyAsync(
            await PostgresDatabase.OpenAsync(address, TimeProvider.System, new Random(1)),
            (name, migrations) => new(SqliteDatabase.Open(_folder.File(name), migrations)));

        Assert.False(await PostgresDatabase.IsEmptyAsync(address, clear: false, TimeProvider.System, new Random(1)));
        Assert.True(await PostgresDatabase.IsEmptyAsync(address, clear: true, TimeProvider.System, new Random(1)));
        Assert.True(await PostgresDatabase.IsEmptyAsync(address, clear: false, TimeProvider.System, new Random(1)));
    }

    [Fact]
    public async Task A_backup_while_others_write_holds_one_moment()
    {
        await using var database = Sqlite();
        var prompts = new PromptStore(database);
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var writing = Task.Run(async () =>
        {
            // Both or none: the alias is written after its version.
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await prompts.AddAsync(Prompt($"p{i}"));
                await prompts.PointAsync("default", $"p{i}", "latest", "1", 1);
                begun.TrySetResult();
            }
        });
        await begun.Task;

        var manifest = await BackupArchive.WriteAsync(database, _folder.File("none"), _folder.File("b.tar"), DateTimeOffset.UnixEpoch);
        await stop.CancelAsync();
        await writing;

        var (versions, aliases) = (Rows("prompt_versions"), Rows("prompt_aliases"));
        Assert.True(versions > 0 && versions - aliases is 0 or 1, $"{versions} versions and {aliases} aliases");

        long Rows(string name) => manifest.Tables.Single(table => table.Name == name).Rows;
    }

    [Fact]
    public async Task What_is_cut_short_or_no_backup_is_refused_before_anything_is_touched()
    {
        await using var database = Sqlite();
        var whole = _folder.File("b.tar");
        await BackupArchive.WriteAsync(database, _folder.File("none"), whole, DateTimeOffset.UnixEpoch);
        Assert.NotEmpty(BackupArchive.Inspect(whole).Tables);
        var bytes = await File.ReadAllBytesAsync(whole);
        foreach (var length in new[] { 0, 700, 5000, bytes.Length - 2000 })
        {
            await File.WriteAllBytesAsync(_folder.File("cut.tar"), bytes[..length]);
            Assert.Throws<StorageException>(() => BackupArchive.Inspect(_folder.File("cut.tar")));
        }

        await File.WriteAllTextAsync(_folder.File("text"), string.Concat(Enumerable.Repeat("text ", 1000)));
        Assert.Throws<StorageException>(() => BackupArchive.Inspect(_folder.File("text")));
    }

    public void Dispose() => _folder.Dispose();

    private SqliteDatabase Sqlite() => SqliteDatabase.Open(_folder.File("source.db"));

    private async Task CopyAsync(IDatabase source, Func<string, IReadOnlyList<long>, ValueTask<IDatabase>> openAsync)
    {
        var blob = RandomNumberGenerator.GetBytes(100_000);
        var artifact = Path.Combine("sha256", "ab", "abcd", "weights with space.gguf");
        Directory.CreateDirectory(_folder.File(Path.Combine("artifacts", "sha256", "ab", "abcd")));
        await File.WriteAllBytesAsync(_folder.File(Path.Combine("artifacts", artifact)), blob);
        var task = new GenerationTask
        {
            Id = "t",
            Project = "default",
            CallerId = "c",
            State = TaskState.Queued,
            Parameters = new GenerationParameters { Prompt = "line\nline \"text\" \\ 𝐀", Seed = long.MaxValue, Temperature = 0.1 },
            AcceptedAt = long.MaxValue,
        };
        var path = _folder.File("backup.tar");
        await using (source)
        {
            await new TaskStore(source).AddAsync(task);
            await new PromptStore(source).AddAsync(Prompt("p"));
            await BackupArchive.WriteAsync(source, _folder.File("artifacts"), path, DateTimeOffset.UnixEpoch);
        }

        var manifest = BackupArchive.Inspect(path);
        await using var target = await openAsync("target.db", manifest.Migrations);
        await BackupArchive.ReadAsync(path, manifest, target, _folder.File("restored"));

        Assert.Equivalent(task, await new TaskStore(target).FindAsync("t"), strict: true);
        Assert.Equal(Prompt("p"), await new PromptStore(target).FindAsync("default", "p", "1"));
        Assert.Equal(blob, await File.ReadAllBytesAsync(_folder.File(Path.Combine("restored", artifact))));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder.Path), left => left.Contains("backup.tar."));
    }

    private static PromptVersion Prompt(string id) => new()
    {
        Project = "default",
        PromptId = id,
        Version = "1",
        Text = "text",
        Metadata = "{}",
        CreatedBy = "c",
        CreatedAt = 1,
    };
}

using System.Formats.Tar;
using System.Text.Json;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Backups;

/// <summary>
/// One file with everything: a tar archive that begins with <c>manifest.json</c>, then has <c>tables/…</c> and <c>artifacts/…</c>, and
/// ends with <c>end</c>, without which it is cut short.
/// </summary>
public static class BackupArchive
{
    private const string ManifestName = "manifest.json";
    private const string TablesName = "tables/";
    private const string ArtifactsName = "artifacts/";
    private const string EndName = "end";

    /// <param name="database">Read in one transaction, before the artifacts: what its rows name is there then.</param>
    /// <param name="artifacts">The folder of the artifacts, whose files never change.</param>
    /// <param name="path">The archive; it appears there when it is whole.</param>
    /// <param name="now">Of the manifest.</param>
    public static async Task<BackupManifest> WriteAsync(IDatabase database, string artifacts, string path, DateTimeOffset now)
    {
        var unfinished = path + ".unfinished";
        var tables = Directory.CreateDirectory(path + ".tables").FullName;
        try
        {
            var (migrations, copied) = await DatabaseCopy.ExportAsync(database, tables).ConfigureAwait(false);
            var manifest = new BackupManifest(BackupManifest.CurrentFormat, now.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture), migrations, copied);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            // It holds hashes of keys and sealed secrets.
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var file = new FileStream(unfinished, options))
            {
                await using (var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true))
                {
                    await AddAsync(tar, ManifestName, JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest)).ConfigureAwait(false);
                    foreach (var table in copied)
                        await tar.WriteEntryAsync(Path.Combine(tables, table.Name), TablesName + table.Name).ConfigureAwait(false);
                    await AddArtifactsAsync(tar, artifacts).ConfigureAwait(false);
                    await AddAsync(tar, EndName, []).ConfigureAwait(false);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path);
            return manifest;
        }
        finally
        {
            Directory.Delete(tables, recursive: true);
            File.Delete(unfinished);
        }
    }

    /// <summary>Looks through the whole archive before anything is touched.</summary>
    /// <exception cref="StorageException">It is no backup, cut short, or of a newer version.</exception>
    public static BackupManifest Inspect(string path)
    {
        BackupManifest? manifest = null;
        var ended = false;
        try
        {
            using var file = File.OpenRead(path);
            using var tar = new TarReader(file);
            while (tar.GetNextEntry() is { } entry)
            {
                if (manifest is null)
                {
                    manifest = entry.Name == ManifestName
                        ? JsonSerializer.Deserialize(entry.DataStream!, BackupJson.Default.BackupManifest)
                        : throw new StorageException($"{path} is no backup of Slipway");
                }

                ended = entry.Name == EndName;
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or JsonException or FormatException)
        {
            throw new StorageException($"{path} is no backup of Slipway, or is damaged: {exception.Message}", exception);
        }

        if (manifest is null || !ended)
            throw new StorageException($"{path} is cut short");
        return manifest.Format <= BackupManifest.CurrentFormat ? manifest
            : throw new StorageException($"{path} was made by a newer Slipway");
    }

    /// <summary>Fills a database whose schema the manifest's migrations have made, and a folder.</summary>
    public static async Task ReadAsync(string path, BackupManifest manifest, IDatabase database, string artifacts)
    {
        var tables = manifest.Tables.ToDictionary(table => TablesName + table.Name);
        await using var file = File.OpenRead(path);
        await using var tar = new TarReader(file);
        while (await tar.GetNextEntryAsync().ConfigureAwait(false) is { } entry)
        {
            if (tables.TryGetValue(entry.Name, out var table))
            {
                await DatabaseCopy.ImportAsync(database, table, entry.DataStream ?? Stream.Null).ConfigureAwait(false);
            }
            else if (entry.Name.StartsWith(ArtifactsName, StringComparison.Ordinal))
            {
                var target = Path.GetFullPath(Path.Combine(artifacts, entry.Name[ArtifactsName.Length..]));
                if (entry.EntryType is not TarEntryType.RegularFile || !target.StartsWith(Path.GetFullPath(artifacts) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    throw new StorageException($"{path} has an entry that no backup has: {entry.Name}");
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await entry.ExtractToFileAsync(target, overwrite: true).ConfigureAwait(false);
            }
        }
    }

    private static async Task AddArtifactsAsync(TarWriter tar, string folder)
    {
        // What is still being prepared is nobody's yet.
        var kept = Path.Combine(folder, "sha256");
        if (!Directory.Exists(kept))
            return;
        foreach (var file in Directory.EnumerateFiles(kept, "*", SearchOption.AllDirectories))
        {
            try
            {
                await tar.WriteEntryAsync(file, ArtifactsName + Path.GetRelativePath(folder, file)).ConfigureAwait(false);
            }
            catch (FileNotFoundException)
            {
                // Freed since it was listed, so no row of the copy names it.
            }
        }
    }

    private static Task AddAsync(TarWriter tar, string name, byte[] content) => tar.WriteEntryAsync(
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
}

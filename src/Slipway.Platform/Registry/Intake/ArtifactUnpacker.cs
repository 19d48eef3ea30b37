using System.Formats.Tar;
using System.IO.Compression;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common;

namespace Slipway.Platform.Registry.Intake;

/// <summary>Unpacks a tar of a model's directory. Only plain files and folders are taken, and none that would lie elsewhere.</summary>
internal static class ArtifactUnpacker
{
    private const int MostFiles = 10_000;

    /// <returns>Null where all of it stands below <paramref name="folder"/>, which is a scratch path of the store.</returns>
    public static async Task<Failure?> UnpackAsync(IBlobStore blobs, string tar, bool gzipped, string folder, CancellationToken cancellation)
    {
        try
        {
            var file = File.OpenRead(tar);
            await using (file.ConfigureAwait(false))
            {
                Stream source = gzipped ? new GZipStream(file, CompressionMode.Decompress) : file;
                var reader = new TarReader(source);
                await using (reader.ConfigureAwait(false))
                    return await UnpackAsync(blobs, reader, folder, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            return Failure.Invalid("file", "is not a whole tar archive");
        }
    }

    private static async Task<Failure?> UnpackAsync(IBlobStore blobs, TarReader reader, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var files = 0;
        while (await reader.GetNextEntryAsync(copyData: false, cancellation).ConfigureAwait(false) is { } entry)
        {
            var kind = entry.EntryType;
            if (kind is TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes)
                continue;
            if (PathIn(entry.Name) is not { } name)
                return Failure.Invalid("file", $"has an entry '{Shown(entry.Name)}' that would lie outside of the model's directory");
            if (kind == TarEntryType.Directory)
            {
                Directory.CreateDirectory(Path.Combine(folder, name));
                continue;
            }

            if (kind is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
                return Failure.Invalid("file", $"has an entry '{Shown(entry.Name)}' that is a link or a device; only files and folders are taken");
            if (++files > MostFiles)
                return Failure.Invalid("file", $"has more than {MostFiles} files");
            var place = Path.Combine(folder, name);
            if (Path.Exists(place))
                return Failure.Invalid("file", $"has '{Shown(entry.Name)}' twice");
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            var written = await blobs.AppendAsync(entry.DataStream ?? Stream.Null, place, cancellation).ConfigureAwait(false);
            if (!written.Succeeded)
                return written.Failure;
        }

        return files == 0 ? Failure.Invalid("file", "is an archive without files") : null;
    }

    /// <summary>The name as a path below the folder; null where it leads out.</summary>
    private static string? PathIn(string name)
    {
        if (name.StartsWith('/') || name.AsSpan().ContainsAny('\\', '\0'))
            return null;
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        return parts.Contains("..") || parts.Any(part => part.Length > 255) ? null : string.Join('/', parts);
    }

    private static string Shown(string name) => Formats.Inspection.Printable.Line(name, 200);
}

using Slipway.Platform.Access;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common;

namespace Slipway.Platform.Registry.Intake;

/// <summary>Takes in what callers send or point to: looks into it, puts it into the store, and registers it.</summary>
public sealed class ModelIntake(ModelRegistry registry, IBlobStore blobs, ArtifactInspector inspector)
{
    /// <summary>A file that has arrived at a scratch path of the store. It is gone from there afterwards, whatever comes of it.</summary>
    public async Task<Result<ModelVersion>> TakeAsync(Caller caller, NewModel model, string scratch, Blob? known, CancellationToken cancellation)
    {
        try
        {
            if (await TakenAsync(caller, model).ConfigureAwait(false) is { } taken)
                return taken;
            var artifact = await StoreAsync(scratch, known, model.Framework, "file", cancellation).ConfigureAwait(false);
            return artifact.Succeeded
                ? await registry.AddAsync(caller, model with { Artifact = artifact.Value }).ConfigureAwait(false)
                : artifact.Failure;
        }
        finally
        {
            blobs.Discard(scratch);
        }
    }

    /// <summary>A file or directory of this machine, copied into the store or served where it is.</summary>
    public async Task<Result<ModelVersion>> TakeLocalAsync(Caller caller, NewModel model, string path, bool inPlace, CancellationToken cancellation)
    {
        if (await TakenAsync(caller, model).ConfigureAwait(false) is { } taken)
            return taken;
        var looked = inspector.Look(path, model.Framework, "model_path");
        if (!looked.Succeeded)
            return looked.Failure;
        var artifact = looked.Value;
        if (inPlace)
        {
            if (InPlaceFiles.Look(path) is not { } place)
                return Failure.Invalid("model_path", "cannot be read");
            artifact = artifact with { InPlace = place };
        }
        else
        {
            var copied = await blobs.CopyAsync(path, cancellation).ConfigureAwait(false);
            if (!copied.Succeeded)
                return copied.Failure;
            artifact = artifact with { Digest = copied.Value.Digest, Size = copied.Value.Size };
        }

        return await registry.AddAsync(caller, Named(model, artifact)).ConfigureAwait(false);
    }

    public Result<ModelArtifact> Look(string path, string framework, string field) => inspector.Look(path, framework, field);

    /// <summary>Looks into a file or directory at a scratch path and moves it into the store; a tar is unpacked.</summary>
    public async Task<Result<ModelArtifact>> StoreAsync(string scratch, Blob? known, string framework, string field, CancellationToken cancellation)
    {
        if (File.Exists(scratch) && (framework is "pytorch" or "safetensors" or "") && ArtifactSniffer.Look(scratch) is var kind
            && kind is ArtifactKind.Tar or ArtifactKind.GzippedTar)
        {
            var folder = blobs.Scratch();
            try
            {
                return await ArtifactUnpacker.UnpackAsync(blobs, scratch, kind == ArtifactKind.GzippedTar, folder, cancellation).ConfigureAwait(false) is { } refused
                    ? refused
                    : await AdoptAsync(folder, Root(folder), null, framework, field, cancellation).ConfigureAwait(false);
            }
            finally
            {
                blobs.Discard(folder);
            }
        }

        return await AdoptAsync(scratch, scratch, known, framework, field, cancellation).ConfigureAwait(false);
    }

    private async Task<Result<ModelArtifact>> AdoptAsync(
        string prepared, string root, Blob? known, string framework, string field, CancellationToken cancellation)
    {
        var looked = inspector.Look(root, framework, field);
        if (!looked.Succeeded)
            return looked;
        var moved = root;
        if (root != prepared)
        {
            // The tar had one folder around everything; the model is what is in it.
            moved = blobs.Scratch();
            Directory.Move(root, moved);
        }

        try
        {
            var blob = await blobs.AdoptAsync(moved, known, cancellation).ConfigureAwait(false);
            return blob.Succeeded ? looked.Value with { Digest = blob.Value.Digest, Size = blob.Value.Size } : blob.Failure;
        }
        finally
        {
            blobs.Discard(moved);
        }
    }

    /// <summary>What a caller called the framework stays; where nobody did, the artifact says it.</summary>
    internal static NewModel Named(NewModel model, ModelArtifact artifact) => model with
    {
        Artifact = artifact,
        Framework = model.Framework.Length > 0 ? model.Framework : FrameworkOf(artifact.Format),
    };

    internal static string FrameworkOf(ArtifactFormat format) => format switch
    {
        ArtifactFormat.Gguf => "gguf",
        ArtifactFormat.Other => "other",
        _ => "safetensors",
    };

    private static string Root(string folder)
    {
        var root = folder;
        while (!Directory.EnumerateFiles(root).Any() && Directory.GetDirectories(root) is [var only])
            root = only;
        return root;
    }

    /// <summary>Known before gigabytes are copied for nothing.</summary>
    private async Task<Failure?> TakenAsync(Caller caller, NewModel model) =>
        model.Version is { } version && await registry.FindAsync(caller.Project, model.Name, version).ConfigureAwait(false) is { } known && known.Version == version
            ? ModelRegistry.Taken(model.Name, version)
            : null;
}

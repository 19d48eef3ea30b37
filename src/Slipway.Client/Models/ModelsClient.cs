using System.Globalization;
using System.Security.Cryptography;
using Slipway.Contracts;
using Slipway.Contracts.Models;

namespace Slipway.Client.Models;

/// <summary>The registry of a server.</summary>
public sealed class ModelsClient
{
    private const int MostFailures = 5;
    private const long LargestPiece = 64L << 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Wire _wire;

    internal ModelsClient(Wire wire) => _wire = wire;

    /// <summary>Every version of every model, by name.</summary>
    public Task<IReadOnlyList<ModelInfo>> ListAsync(CancellationToken cancellation = default) =>
        _wire.SendAsync(HttpMethod.Get, "models", null, ContractsJson.Wire.ModelInfoList, cancellation);

    /// <param name="model">A version's id, <c>name@version</c>, <c>name@alias</c>, or a name for its newest version.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<ModelInfo> FindAsync(string model, CancellationToken cancellation = default) =>
        _wire.SendAsync(HttpMethod.Get, $"models/{Wire.Part(model)}", null, ContractsJson.Wire.ModelInfo, cancellation);

    /// <summary>The versions of a model, oldest first, and its aliases.</summary>
    public Task<ModelVersions> VersionsAsync(string name, CancellationToken cancellation = default) =>
        _wire.SendAsync(HttpMethod.Get, $"models/{Wire.Part(name)}/versions", null, ContractsJson.Wire.ModelVersions, cancellation);

    /// <summary>Registers what the server itself can reach; a model behind an address is pending until it has been fetched.</summary>
    public Task<ModelRegistered> RegisterAsync(RegisterModelRequest request, CancellationToken cancellation = default) => _wire.SendAsync(
        HttpMethod.Post, "models/register", Wire.Json(request, ContractsJson.Wire.RegisterModelRequest), ContractsJson.Wire.ModelRegistered, cancellation);

    /// <summary>Lets an alias point to a version, at once and for everybody.</summary>
    public Task PointAsync(string name, string alias, string version, CancellationToken cancellation = default) => _wire.SendAsync(
        HttpMethod.Put, $"models/{Wire.Part(name)}/aliases/{Wire.Part(alias)}",
        Wire.Json(new AliasRequest(version), ContractsJson.Wire.AliasRequest), cancellation);

    public Task RemoveAliasAsync(string name, string alias, CancellationToken cancellation = default) =>
        _wire.SendAsync(HttpMethod.Delete, $"models/{Wire.Part(name)}/aliases/{Wire.Part(alias)}", null, cancellation);

    /// <param name="model">As for <see cref="FindAsync"/>.</param>
    /// <param name="stage"><c>none</c>, <c>staging</c>, <c>production</c> or <c>archived</c>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<ModelStaged> StageAsync(string model, string stage, CancellationToken cancellation = default) => _wire.SendAsync(
        HttpMethod.Post, $"v1/models/{Wire.Part(model)}/stage", Wire.Json(new StageRequest(stage), ContractsJson.Wire.StageRequest),
        ContractsJson.Wire.ModelStaged, cancellation);

    /// <summary>Deletes one version, by its id or as <c>name@version</c>.</summary>
    public Task DeleteAsync(string version, CancellationToken cancellation = default) =>
        _wire.SendAsync(HttpMethod.Delete, $"models/{Wire.Part(version)}", null, cancellation);

    /// <summary>Deletes a model with all its versions.</summary>
    public Task DeleteAllAsync(string name, CancellationToken cancellation = default) =>
        _wire.SendAsync(HttpMethod.Delete, $"v1/models/{Wire.Part(name)}", null, cancellation);

    /// <summary>Sends a file of any size in pieces. What breaks on the way goes on where the server says; the whole is checked by its SHA-256.</summary>
    public async Task<ModelUploaded> PushAsync(ModelPush push, CancellationToken cancellation = default)
    {
        var file = new FileStream(push.File, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            var state = await ResumeAsync(push, file.Length, cancellation).ConfigureAwait(false)
                ?? await BeginAsync(push, file, cancellation).ConfigureAwait(false);
            push.Begun?.Invoke(state.UploadId);
            var failures = 0;
            while (state.Offset < state.Size)
            {
                try
                {
                    state = await SendAsync(state, file, push.Progress, cancellation).ConfigureAwait(false);
                    failures = 0;
                }
                catch (SlipwayException exception) when (exception.Status is 0 or 409 or 502 or 503 && ++failures < MostFailures)
                {
                    await Task.Delay(exception.RetryAfter ?? Pause * (1 << failures), cancellation).ConfigureAwait(false);
                    state = await StateOrAsync(state, cancellation).ConfigureAwait(false);
                }
            }

            push.Progress?.Report(new PushProgress(state.Size, state.Size));
            return await _wire.SendAsync(
                HttpMethod.Post, $"models/uploads/{state.UploadId}/complete", null, ContractsJson.Wire.ModelUploaded, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<UploadState?> ResumeAsync(ModelPush push, long size, CancellationToken cancellation)
    {
        if (push.UploadId is not { } id)
            return null;
        try
        {
            var state = await StateAsync(id, cancellation).ConfigureAwait(false);
            return state.Size == size ? state : null;
        }
        catch (SlipwayException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task<UploadState> BeginAsync(ModelPush push, FileStream file, CancellationToken cancellation)
    {
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
        var request = new UploadRequest(push.Name, push.Version, push.Framework ?? FrameworkOf(push.File), file.Length, sha256, push.Metadata);
        return await _wire.SendAsync(HttpMethod.Post, "models/uploads", Wire.Json(request, ContractsJson.Wire.UploadRequest), ContractsJson.Wire.UploadState, cancellation)
            .ConfigureAwait(false);
    }

    private Task<UploadState> SendAsync(UploadState state, FileStream file, IProgress<PushProgress>? progress, CancellationToken cancellation) => _wire.SendAsync(
        HttpMethod.Patch, $"models/uploads/{state.UploadId}",
        new PieceContent(file, state.Offset, Math.Min(LargestPiece, state.Size - state.Offset), progress), ContractsJson.Wire.UploadState, cancellation,
        headers => headers.Add("Upload-Offset", state.Offset.ToString(CultureInfo.InvariantCulture)));

    private Task<UploadState> StateAsync(string id, CancellationToken cancellation) =>
        _wire.SendAsync(HttpMethod.Get, $"models/uploads/{Wire.Part(id)}", null, ContractsJson.Wire.UploadState, cancellation);

    /// <summary>What the server has now; as before where it still can't be reached, so that the next attempt fails and counts.</summary>
    private async Task<UploadState> StateOrAsync(UploadState before, CancellationToken cancellation)
    {
        try
        {
            return await StateAsync(before.UploadId, cancellation).ConfigureAwait(false);
        }
        catch (SlipwayException exception) when (exception.Status is 0 or 502 or 503)
        {
            return before;
        }
    }

    private static string FrameworkOf(string file) =>
        file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? "gguf"
        : file.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || file.Contains(".tar", StringComparison.OrdinalIgnoreCase)
            || file.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) ? "safetensors"
        : file.EndsWith(".pt", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".pth", StringComparison.OrdinalIgnoreCase) ? "pytorch"
        : "other";
}

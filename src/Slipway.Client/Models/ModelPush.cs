using System.Text.Json;

namespace Slipway.Client.Models;

/// <summary>A file to be sent.</summary>
/// <param name="File">A GGUF file, a safetensors file, or a tar of a model's directory.</param>
/// <param name="Name">The model.</param>
/// <param name="Version">The version that it becomes.</param>
public sealed record ModelPush(string File, string Name, string Version)
{
    /// <summary>Null tells it by the file's name.</summary>
    public string? Framework { get; init; }

    /// <summary>A JSON object.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>An upload that was ended before, to go on with.</summary>
    public string? UploadId { get; init; }

    /// <summary>Told the upload's id, so that it can go on after the program has ended.</summary>
    public Action<string>? Begun { get; init; }

    public IProgress<PushProgress>? Progress { get; init; }
}

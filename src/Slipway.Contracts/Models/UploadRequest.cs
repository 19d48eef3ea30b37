using System.Text.Json;

namespace Slipway.Contracts.Models;

/// <summary><c>POST /models/uploads</c>: announces a file that comes in pieces.</summary>
public sealed record UploadRequest(string Name, string Version, string Framework, long Size, string? Sha256, JsonElement? Metadata);

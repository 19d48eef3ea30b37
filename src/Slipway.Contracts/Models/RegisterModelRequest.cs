using System.Text.Json;

namespace Slipway.Contracts.Models;

/// <summary><c>POST /models/register</c></summary>
/// <param name="ModelPath">A path of the server, or <c>https://</c>, <c>s3://</c>, <c>hf://</c>.</param>
public sealed record RegisterModelRequest(string ModelId, string ModelVersion, string ModelPath)
{
    public JsonElement? Metadata { get; init; }
    public string? Framework { get; init; }
    public string? Sha256 { get; init; }
    public bool? ServeInPlace { get; init; }
}

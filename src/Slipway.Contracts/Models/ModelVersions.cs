namespace Slipway.Contracts.Models;

/// <summary><c>GET /models/{model_id}/versions</c></summary>
public sealed record ModelVersions(string ModelId, IReadOnlyList<string> Versions)
{
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();
}

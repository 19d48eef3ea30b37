namespace Slipway.Contracts.Models;

/// <summary>The answer to a change of stage.</summary>
public sealed record ModelStaged(string ModelId, string Status, string Stage, string Version);

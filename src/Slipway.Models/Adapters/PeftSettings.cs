namespace Slipway.Models.Adapters;

/// <summary>What an adapter's configuration says besides its tensors.</summary>
/// <param name="BaseModel">What the base calls itself.</param>
public sealed record PeftSettings(string BaseModel, int Rank, float Alpha, float Dropout, bool IsRankStabilized);

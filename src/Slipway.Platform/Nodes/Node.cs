namespace Slipway.Platform.Nodes;

/// <summary>A node as others see it.</summary>
/// <param name="Address">Where it serves HTTP.</param>
/// <param name="Fence">The number of its term.</param>
/// <param name="Beat">Counts its renewals.</param>
public sealed record Node(string Id, string Address, long Fence, long Beat);

namespace Slipway.Platform.Nodes;

/// <summary>One uninterrupted stretch in which a node may act. Claims name it, and one that is over claims nothing.</summary>
public sealed record NodeTerm(string NodeId, long Fence);

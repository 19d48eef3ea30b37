namespace Slipway.Platform.Access;

/// <summary>Who asks: the owner of a key, of a token, or of the loopback connection.</summary>
/// <param name="Id">Stable over restarts and equal on all nodes; owns tasks and is metered.</param>
public sealed record Caller(string Id, string Name, Role Role, string Project);

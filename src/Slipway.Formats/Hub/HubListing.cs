namespace Slipway.Formats.Hub;

/// <summary>The files of a repository at one commit; sizes where the hub tells them.</summary>
internal sealed record HubListing(string Commit, IReadOnlyDictionary<string, long?> Files);

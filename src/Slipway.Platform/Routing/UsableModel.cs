namespace Slipway.Platform.Routing;

/// <summary>A name that a request may use now.</summary>
public sealed record UsableModel(string Id, long CreatedAt);

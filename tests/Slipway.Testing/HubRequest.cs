namespace Slipway.Testing;

/// <summary>One request as the fake hub (or the fake network for its large files) saw it.</summary>
public sealed record HubRequest(bool IsCdn, string Method, string Path, string? Token, string? Range);

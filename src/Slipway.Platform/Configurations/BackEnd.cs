namespace Slipway.Platform.Configurations;

/// <summary>Where a type's server is where nobody says otherwise.</summary>
/// <param name="BaseUrl">Null where the operator has not said.</param>
/// <param name="ApiKey">Null for none.</param>
/// <param name="Setting">The setting that says where it is.</param>
public sealed record BackEnd(string? BaseUrl, string? ApiKey, string Setting);

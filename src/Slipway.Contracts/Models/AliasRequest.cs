namespace Slipway.Contracts.Models;

/// <summary>Lets an alias of a model or a prompt point to a version.</summary>
public sealed record AliasRequest(string Version);

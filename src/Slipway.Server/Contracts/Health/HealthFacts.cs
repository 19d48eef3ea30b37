namespace Slipway.Server.Contracts.Health;

/// <summary>What <c>/health</c> tells about the server itself.</summary>
public sealed record HealthFacts(string Version, string Backend, Func<bool> RedisConnected);

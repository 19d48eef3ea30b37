namespace Slipway.Protocol.Control;

/// <param name="Status"><c>ok</c>, <c>loading</c> or <c>draining</c>.</param>
public sealed record EngineHealth(string Status, double? Progress = null);

namespace Slipway.Protocol.OpenAi;

/// <param name="Arguments">JSON text, or in a stream a piece of it.</param>
public sealed record FunctionCall(string? Name = null, string? Arguments = null);

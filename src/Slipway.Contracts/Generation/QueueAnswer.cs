namespace Slipway.Contracts.Generation;

/// <summary><c>GET /queue</c>: how many tasks wait and how many run.</summary>
public sealed record QueueAnswer(int Queued, int Processing);

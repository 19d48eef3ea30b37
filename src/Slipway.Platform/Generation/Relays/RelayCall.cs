using Slipway.Platform.Access;

namespace Slipway.Platform.Generation.Relays;

/// <summary>One request to be passed through.</summary>
/// <param name="Session">Who to keep on one side of a split where no user is named.</param>
public sealed record RelayCall(
    RelayOperation Operation, ReadOnlyMemory<byte> Body, RequestOutline Outline, Caller Caller, string? Session, IRelayCaller Sink);

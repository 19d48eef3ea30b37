using Slipway.Protocol.OpenAi;

namespace Slipway.Protocol.Client;

/// <summary>Why an engine gave no (further) answer.</summary>
/// <param name="Status">The HTTP status; 0 where none came.</param>
/// <param name="Error">The body's error, where it had one.</param>
/// <param name="RetryAfter">How long the engine asks to wait.</param>
public sealed record EngineFailure(
    EngineFailureKind Kind, string Message, int Status = 0, ErrorDetail? Error = null, TimeSpan? RetryAfter = null);

using Slipway.Platform.Access;

namespace Slipway.Platform.Generation.Direct;

/// <summary>A request that waits for its whole answer.</summary>
/// <param name="Operation">As usage records call it.</param>
/// <param name="Version">A version or alias of the model; null for the one that its name means.</param>
/// <param name="Session">Who to keep on one side of a split where no user is named.</param>
public sealed record DirectRequest(Caller Caller, string Operation, string? Version, GenerationParameters Parameters, string? Session)
{
    /// <summary>Renders the input where the version that answers has a template of its own; null where there is only a prompt.</summary>
    public Func<string?, Common.Result<string>>? Render { get; init; }
}

using Slipway.Platform.Common;

namespace Slipway.Platform.Jobs;

/// <summary>Finds what a <c>model_type</c> or a model's name stands for.</summary>
public interface IBaseModels
{
    /// <summary>Where the model lies; made or fetched where it must be.</summary>
    Task<Result<BaseModel>> ResolveAsync(string project, string name, CancellationToken cancellation);

    /// <summary>Why the name stands for nothing; null where it does for something. Quick: it fetches nothing.</summary>
    ValueTask<string?> ProblemAsync(string project, string name);
}

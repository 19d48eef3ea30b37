using Slipway.Platform.Common;

namespace Slipway.Platform.Configurations;

/// <summary>Finds a model by what people write: a file, a directory, or a name that it is known or fetched by.</summary>
public interface IModelFinder
{
    /// <summary>Where it lies on this machine.</summary>
    Task<Result<string>> FindAsync(string project, string name, CancellationToken cancellation);
}

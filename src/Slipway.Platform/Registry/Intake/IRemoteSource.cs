using Slipway.Platform.Common;

namespace Slipway.Platform.Registry.Intake;

/// <summary>Somewhere else that models are fetched from.</summary>
public interface IRemoteSource
{
    /// <summary>How its addresses begin: <c>https://</c>, <c>s3://</c>, <c>hf://</c>.</summary>
    string Scheme { get; }

    /// <summary>What is wrong with an address; null where it may be tried.</summary>
    string? ProblemOf(string address);

    /// <summary>
    /// Fetches into a folder of its own, going on with what an earlier attempt left there; returns the file or directory in it. The message
    /// of a failure is for the one who asked for the model.
    /// </summary>
    Task<Result<string>> FetchAsync(string address, string folder, IProgress<FetchProgress> progress, CancellationToken cancellation);
}

using Slipway.Platform.Datasets;

namespace Slipway.Platform.Jobs;

/// <summary>What jobs need to be brought to their ends.</summary>
public sealed record JobParts(
    IJobStore Store, DatasetBook Datasets, IBaseModels Models, IJobRunner Runner, IJobOutcome Outcome, string NodeId, int Threads,
    Action<Exception> Broken, TimeProvider Time);

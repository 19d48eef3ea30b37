using Slipway.Platform.Datasets;
using Slipway.Platform.Jobs;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>What ML Infrastructure's sections on data, training and infrastructure are a skin over.</summary>
public sealed record MlParts(DatasetBook Datasets, JobBook Jobs, InfrastructureParts Infrastructure);

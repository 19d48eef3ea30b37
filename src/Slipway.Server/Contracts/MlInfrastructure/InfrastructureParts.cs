using Slipway.Platform.Infrastructure;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <param name="Own">How the platform's own parts are: the database, the queue, the blob store, the engines.</param>
public sealed record InfrastructureParts(PartProbe Probe, MachineSampler Sampler, IMachineHistory History, Func<IReadOnlyList<PartStatus>> Own);

using System.Diagnostics.Metrics;
using Slipway.Platform.Access;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Access.Keys;
using Slipway.Platform.Access.Limits;
using Slipway.Platform.Access.Users;
using Slipway.Platform.Configurations;
using Slipway.Platform.Generation;
using Slipway.Platform.Generation.Direct;
using Slipway.Platform.Generation.Relays;
using Slipway.Platform.Prompts;
using Slipway.Platform.Routing;
using Slipway.Server.Contracts;
using Slipway.Server.Contracts.AiDeploy.Analytics;
using Slipway.Server.Contracts.Deployments;
using Slipway.Server.Contracts.Generation;
using Slipway.Server.Contracts.Health;
using Slipway.Server.Contracts.MlInfrastructure;
using Slipway.Server.Telemetry;

namespace Slipway.Server;

/// <summary>What the contracts are a skin over.</summary>
public sealed record ServerParts
{
    public required TimeProvider Time { get; init; }
    public required Keyring Keyring { get; init; }
    public required ManagedKeys Keys { get; init; }
    public required UserAccounts Users { get; init; }
    public required IAuditLog Audit { get; init; }
    public required IAuditStore AuditRecords { get; init; }
    public required ILimitLedger LimitLedger { get; init; }
    public required Router Router { get; init; }
    public required ModelCatalog Catalog { get; init; }
    public required Relay Relay { get; init; }
    public required TaskService Tasks { get; init; }
    public required TaskFeeds Feeds { get; init; }
    public required MlParts Ml { get; init; }
    public required ModelServices Models { get; init; }
    public required DirectGeneration Direct { get; init; }
    public required AnalyticsParts Analytics { get; init; }
    public required DeploymentParts Deployments { get; init; }
    public required PromptBook Prompts { get; init; }
    public required GenerationDefaults GenerationDefaults { get; init; }
    public required ConfigurationBook Configurations { get; init; }
    public required HealthFacts Health { get; init; }

    /// <summary>Where the server's instruments are made, and what has been read from them.</summary>
    public required Meter Meter { get; init; }
    public required MetricsRegistry Metrics { get; init; }
}

namespace Slipway.Platform.Analytics.Costs;

/// <summary>What a window cost, in US dollars.</summary>
public sealed record CostReport
{
    public required IReadOnlyList<DeploymentCost> Deployments { get; init; }

    /// <summary>Storage that is nobody's in particular.</summary>
    public required double Storage { get; init; }

    /// <summary>What the machines cost beyond that which deployments reserved.</summary>
    public required double Idle { get; init; }

    public required IReadOnlyList<CloudComparison> Clouds { get; init; }
    public required IReadOnlyList<SubjectCost> Keys { get; init; }
    public required IReadOnlyList<SubjectCost> Users { get; init; }
    public required IReadOnlyList<Recommendation> Recommendations { get; init; }

    public double Compute => Deployments.Sum(deployment => deployment.Compute);

    public double Network => Deployments.Sum(deployment => deployment.Network);

    public double Total => Compute + Storage + Network;

    /// <summary>Dollars for each million tokens, read and written; null without tokens.</summary>
    public double? PerMillionTokens => Deployments.Sum(deployment => deployment.Tokens) is > 0 and var tokens ? (Compute + Network) / tokens * 1e6 : null;
}

namespace Slipway.Platform.Analytics.Suggestions;

/// <summary>A change that measurements of the window speak for.</summary>
public sealed record Suggestion
{
    /// <summary>Equal for the same advice about the same deployment.</summary>
    public required string Id { get; init; }

    public required DeploymentFacts Deployment { get; init; }
    public required string Type { get; init; }
    public required string Message { get; init; }

    /// <summary><c>high</c>, <c>medium</c> or <c>low</c>.</summary>
    public required string Impact { get; init; }

    public string? CurrentValue { get; init; }
    public string? RecommendedValue { get; init; }

    /// <summary>Dollars a month; null where nothing measured tells.</summary>
    public double? MonthlySaving { get; init; }

    /// <summary>What to change, as a deployment's update would say it; null where nothing can be changed by itself.</summary>
    public DeploymentChange? Change { get; init; }
}

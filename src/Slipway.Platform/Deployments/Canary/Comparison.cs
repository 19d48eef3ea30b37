namespace Slipway.Platform.Deployments.Canary;

public enum Verdict
{
    /// <summary>Neither bound has crossed the margin yet.</summary>
    Undecided,

    /// <summary>Worse than the margin allows, for certain.</summary>
    Worse,

    /// <summary>Not worse than the margin allows, for certain.</summary>
    Acceptable,
}

/// <summary>
/// One measure of the canary against the stable version, with the figures that decided. Differences and margin are in the unit of
/// the measure: percentage points for rates, per cent for times.
/// </summary>
public sealed record Comparison(
    string Metric, double Canary, double Stable, double Difference, double Low, double High, double Margin, Verdict Verdict);

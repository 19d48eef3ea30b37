using Slipway.Platform.Deployments.Canary;

namespace Slipway.Platform.Deployments;

public enum Inconclusive
{
    /// <summary>Goes on looking for <see cref="RolloutOptions.MostWindows"/> windows, then rolls back.</summary>
    Hold,
    Promote,
    Rollback,
}

/// <summary>How versions roll.</summary>
public sealed record RolloutOptions
{
    public static readonly RolloutOptions Default = new();

    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    public IReadOnlyList<double> Steps { get; init; } = [10, 50, 100];

    public Inconclusive Inconclusive { get; init; } = Inconclusive.Hold;

    public int MostWindows { get; init; } = 10;

    public CanaryOptions Canary { get; init; } = new();

    /// <summary>Failed starts and deaths in a row that make a version fail.</summary>
    public int MostLosses { get; init; } = 4;

    /// <summary>How often evidence is read within a window: what is worse for certain need not wait for its end.</summary>
    public TimeSpan LookEvery => TimeSpan.FromTicks(Math.Clamp(Window.Ticks / 6, TimeSpan.TicksPerSecond / 2, 10 * TimeSpan.TicksPerSecond));
}

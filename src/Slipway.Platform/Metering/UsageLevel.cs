using Slipway.Platform.Common;

namespace Slipway.Platform.Metering;

/// <summary>How fine roll-ups are, and how long each fineness is kept. Every level is written from the start.</summary>
/// <param name="Width">Of one bucket, in microseconds.</param>
/// <param name="Kept">For so many microseconds; null for ever.</param>
public sealed record UsageLevel(long Width, long? Kept)
{
    private const long Hour = 3600 * Micros.PerSecond;

    public static readonly UsageLevel TenSeconds = new(10 * Micros.PerSecond, 3 * Hour);
    public static readonly UsageLevel Minutes = new(60 * Micros.PerSecond, 3 * 24 * Hour);
    public static readonly UsageLevel Hours = new(Hour, 100 * 24 * Hour);
    public static readonly UsageLevel Days = new(24 * Hour, null);

    /// <summary>From fine to coarse; each width divides the next one.</summary>
    public static readonly IReadOnlyList<UsageLevel> All = [TenSeconds, Minutes, Hours, Days];

    public long Floor(long at) => at - (at % Width);

    public long Ceiling(long at) => Floor(at + Width - 1);

    public bool Keeps(long at, long now) => Kept is null || at >= now - Kept;
}

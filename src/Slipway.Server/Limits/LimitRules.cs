using Slipway.Platform.Access.Limits;

namespace Slipway.Server.Limits;

/// <summary>The limit of each group; a group without one is unlimited.</summary>
public sealed class LimitRules
{
    public static readonly LimitRules None = new([]);

    private readonly LimitRule?[] _rules = new LimitRule?[Enum.GetValues<LimitGroup>().Length];

    public LimitRules(IEnumerable<(LimitGroup Group, LimitRule Rule)> rules)
    {
        foreach (var (group, rule) in rules)
            _rules[(int)group] = rule;
    }

    public LimitRule? Of(LimitGroup group) => _rules[(int)group];
}

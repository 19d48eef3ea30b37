using Slipway.Models.Architectures;

namespace Slipway.Training.Adapters;

/// <summary>Which linear layers of a model get an adapter.</summary>
internal static class LoraTargets
{
    private const string Output = "output";

    // Published configurations speak of modules; several of them may be one matrix here.
    private static readonly Dictionary<string, string[]> Modules = new(StringComparer.Ordinal)
    {
        ["q_proj"] = ["attn_q"],
        ["k_proj"] = ["attn_k"],
        ["v_proj"] = ["attn_v"],
        ["o_proj"] = ["attn_output"],
        ["gate_proj"] = ["ffn_gate", "ffn_gate_shexp"],
        ["up_proj"] = ["ffn_up", "ffn_up_shexp"],
        ["down_proj"] = ["ffn_down", "ffn_down_shexp"],
        ["c_attn"] = ["attn_qkv"],
        ["c_proj"] = ["attn_output", "ffn_down"],
        ["c_fc"] = ["ffn_up"],
        ["lm_head"] = [Output],
    };

    /// <summary>Every linear layer of the model by name, fused ones once and whole. An output that is the embedding too is none.</summary>
    public static IReadOnlyList<Linear> All(ModelSpec spec) =>
        [.. spec.Layers.SelectMany(Of).Concat(spec.IsTied ? [] : [spec.Output]).DistinctBy(linear => linear.Name).Select(linear => new Linear(linear.Matrix))];

    /// <summary>The linear layers that the options choose.</summary>
    /// <exception cref="ArgumentException">A target names no layer of the model.</exception>
    public static IReadOnlyList<Linear> Choose(ModelSpec spec, LoraOptions options)
    {
        var all = All(spec);
        if (options.Targets.Count == 0)
            return [.. all.Where(linear => !linear.Name.EndsWith("_inp", StringComparison.Ordinal) && linear.Name != Output)];
        var names = all.Select(LastPart).ToHashSet();
        var wanted = new HashSet<string>();
        foreach (var target in options.Targets)
        {
            var found = Modules.GetValueOrDefault(target, [target]).Where(names.Contains).ToArray();
            if (found.Length == 0)
                throw new ArgumentException($"target_modules: '{target}' is no linear layer of this model; it has {string.Join(", ", names.Order())}");
            wanted.UnionWith(found);
        }
        return [.. all.Where(linear => wanted.Contains(LastPart(linear)))];
    }

    private static string LastPart(Linear linear) => linear.Name[(linear.Name.LastIndexOf('.') + 1)..];

    private static IEnumerable<Linear> Of(Layer layer)
    {
        var attention = layer.Attention;
        return [attention.Query, attention.Key, attention.Value, attention.Output, .. Of(layer.FeedForward)];
    }

    private static IEnumerable<Linear> Of(FeedForward? feedForward) => feedForward switch
    {
        GatedFeedForward gated => [gated.Gate, gated.Up, gated.Down],
        PlainFeedForward plain => [plain.Up, plain.Down],
        ExpertFeedForward experts => [experts.Router, .. Of(experts.Shared)],
        _ => [],
    };
}

namespace Slipway.Models.Architectures;

/// <summary>
/// What a model computes, independent of who computes it: token ids are looked up in <see cref="Tokens"/>, times
/// <see cref="EmbeddingScale"/>, plus <see cref="Positions"/>; they pass the layers, <see cref="OutputNorm"/> and
/// <see cref="Output"/>. The executor and the trainer both read this and nothing else.
/// </summary>
public sealed record ModelSpec(string Architecture, int Vocabulary, int Width, int ContextLength)
{
    /// <summary>[vocabulary, width].</summary>
    public required Weight Tokens { get; init; }

    public float EmbeddingScale { get; init; } = 1;

    /// <summary>Learned positions, [context, width] (GPT-2).</summary>
    public Weight? Positions { get; init; }

    public required IReadOnlyList<Layer> Layers { get; init; }

    public required Norm OutputNorm { get; init; }

    /// <summary>Its matrix is <see cref="Tokens"/> itself where the output is tied.</summary>
    public required Linear Output { get; init; }

    public bool IsTied => Output.Matrix == Tokens;

    /// <summary>0, or logits become cap · tanh(logits / cap).</summary>
    public float LogitSoftcap { get; init; }

    /// <summary>Key/value heads, the same in every layer.</summary>
    public int KvHeads => Layers[0].Attention.KvHeads;

    /// <summary>The size of a head, the same in every layer.</summary>
    public int HeadDim => Layers[0].Attention.HeadDim;

    /// <summary>Every stored tensor once, in the order of the computation.</summary>
    public IEnumerable<Weight> Weights => All().OfType<Weight>().DistinctBy(weight => weight.Name);

    /// <summary>Every linear layer that all rows pass (so none of the experts'), in the order of the computation.</summary>
    public IEnumerable<Linear> Linears => [.. Layers.SelectMany(LinearsOf), Output];

    private static IEnumerable<Linear> LinearsOf(Layer layer)
    {
        var attention = layer.Attention;
        return [attention.Query, attention.Key, attention.Value, attention.Output, .. LinearsOf(layer.FeedForward)];
    }

    private static IEnumerable<Linear> LinearsOf(FeedForward? feedForward) => feedForward switch
    {
        GatedFeedForward gated => [gated.Gate, gated.Up, gated.Down],
        PlainFeedForward plain => [plain.Up, plain.Down],
        ExpertFeedForward experts => [experts.Router, .. LinearsOf(experts.Shared)],
        _ => [],
    };

    private IEnumerable<Weight?> All() =>
        [Tokens, Positions, .. Layers.SelectMany(Of), OutputNorm.Weight, OutputNorm.Bias, .. Of(Output)];

    private static IEnumerable<Weight?> Of(Layer layer) =>
    [
        .. Of(layer.AttentionNorm),
        .. Of(layer.Attention.Query), .. Of(layer.Attention.Key), .. Of(layer.Attention.Value), .. Of(layer.Attention.Output),
        .. Of(layer.Attention.QueryNorm), .. Of(layer.Attention.KeyNorm), layer.Attention.Rope?.Factors,
        .. Of(layer.AttentionPostNorm), .. Of(layer.FeedForwardNorm), .. Of(layer.FeedForward), .. Of(layer.FeedForwardPostNorm),
    ];

    private static IEnumerable<Weight?> Of(FeedForward? feedForward) => feedForward switch
    {
        null => [],
        GatedFeedForward gated => [.. Of(gated.Gate), .. Of(gated.Up), .. Of(gated.Down)],
        PlainFeedForward plain => [.. Of(plain.Up), .. Of(plain.Down)],
        ExpertFeedForward experts => [.. Of(experts.Router), experts.Gate, experts.Up, experts.Down, .. Of(experts.Shared)],
        _ => throw new ArgumentException($"no such feed-forward: {feedForward}", nameof(feedForward)),
    };

    private static IEnumerable<Weight?> Of(Linear linear) => [linear.Matrix, linear.Bias];

    private static IEnumerable<Weight?> Of(Norm? norm) => [norm?.Weight, norm?.Bias];
}

using Slipway.Formats;
using Slipway.Models.Architectures;
using Slipway.Tensors.Blocks;

namespace Slipway.Models.Tests.Execution;

/// <summary>
/// The forward pass by its definition: one whole sequence, double precision, no cache, no tricks; slow. Keys and values are rounded to
/// half precision where a cache would hold them.
/// </summary>
internal sealed class PlainForward(ModelFile file, ModelSpec spec, bool hasCache = true)
{
    private readonly Dictionary<string, double[]> _weights = [];

    /// <summary>The final hidden state after each token.</summary>
    public double[][] Hidden(IReadOnlyList<int> tokens)
    {
        var states = new double[tokens.Count][];
        for (var t = 0; t < states.Length; t++)
        {
            states[t] = Row(spec.Tokens, tokens[t]);
            for (var i = 0; i < spec.Width; i++)
                states[t][i] *= spec.EmbeddingScale;
            if (spec.Positions is not null)
                Add(states[t], Row(spec.Positions, t));
        }
        foreach (var layer in spec.Layers)
        {
            var attended = Attend(layer.Attention, [.. states.Select(state => Normalize(layer.AttentionNorm, state))]);
            for (var t = 0; t < states.Length; t++)
            {
                Add(states[t], Normalize(layer.AttentionPostNorm, attended[t]));
                var output = FeedForward(layer.FeedForward, Normalize(layer.FeedForwardNorm, states[t]));
                Add(states[t], Normalize(layer.FeedForwardPostNorm, output));
            }
        }
        return [.. states.Select(state => Normalize(spec.OutputNorm, state))];
    }

    /// <summary>The logits after each token.</summary>
    public double[][] Logits(IReadOnlyList<int> tokens) => [.. Hidden(tokens).Select(hidden =>
    {
        var logits = Apply(spec.Output, hidden);
        return spec.LogitSoftcap == 0 ? logits : Array.ConvertAll(logits, x => spec.LogitSoftcap * Math.Tanh(x / spec.LogitSoftcap));
    })];

    private double[][] Attend(Attention attention, double[][] inputs)
    {
        var length = inputs.Length;
        var queries = new double[length][][];
        var keys = new double[length][][];
        var values = new double[length][][];
        for (var t = 0; t < length; t++)
        {
            queries[t] = Heads(attention, Apply(attention.Query, inputs[t]), attention.QueryNorm, t);
            if (attention.Temperature is { } temperature)
            {
                var factor = Math.Log(Math.Floor((t + 1.0) / temperature.Length) + 1) * temperature.Scale + 1;
                foreach (var head in queries[t])
                    Scale(head, factor);
            }
            keys[t] = [.. Heads(attention, Apply(attention.Key, inputs[t]), attention.KeyNorm, t).Select(Half)];
            values[t] = [.. Apply(attention.Value, inputs[t]).Chunk(attention.HeadDim).Select(Half)];
        }

        var outputs = new double[length][];
        for (var t = 0; t < length; t++)
        {
            var together = new List<double>();
            for (var head = 0; head < attention.Heads; head++)
            {
                var shared = head / (attention.Heads / attention.KvHeads);
                var seen = Enumerable.Range(0, t + 1)
                    .Where(past => attention.Window == 0 || t - past < attention.Window)
                    .Where(past => attention.Chunk == 0 || past / attention.Chunk == t / attention.Chunk)
                    .ToArray();
                var scores = Softmax([.. seen.Select(past => Dot(queries[t][head], keys[past][shared]) * attention.Scale)]);
                var sum = new double[attention.HeadDim];
                for (var i = 0; i < seen.Length; i++)
                {
                    for (var d = 0; d < sum.Length; d++)
                        sum[d] += scores[i] * values[seen[i]][shared][d];
                }
                together.AddRange(sum);
            }
            outputs[t] = Apply(attention.Output, [.. together]);
        }
        return outputs;
    }

    private double[][] Heads(Attention attention, double[] row, Norm? norm, int position)
    {
        double[][] heads = [.. row.Chunk(attention.HeadDim)];
        for (var i = 0; i < heads.Length; i++)
        {
            if (!attention.NormAfterRope)
                heads[i] = Normalize(norm, heads[i]);
            if (attention.Rope is not null)
                Rotate(attention.Rope, heads[i], position);
            if (attention.NormAfterRope)
                heads[i] = Normalize(norm, heads[i]);
        }
        return heads;
    }

    private void Rotate(Rope rope, double[] head, int position)
    {
        for (var pair = 0; pair < rope.Dimensions / 2; pair++)
        {
            var angle = position * Math.Pow(rope.Base, -2.0 * pair / rope.Dimensions);
            if (rope.Factors is not null)
                angle /= Values(rope.Factors)[pair];
            var interpolated = angle * rope.Scale;
            if (rope.Yarn is { } yarn)
            {
                double Border(double turns) =>
                    rope.Dimensions * Math.Log(yarn.OriginalContext / (turns * 2 * Math.PI)) / (2 * Math.Log(rope.Base));
                var low = Math.Max(0, Math.Floor(Border(yarn.BetaFast)));
                var high = Math.Min(rope.Dimensions - 1, Math.Ceiling(Border(yarn.BetaSlow)));
                var ramp = Math.Min(1, Math.Max(0, (pair - low) / Math.Max(0.001, high - low)));
                angle = interpolated * ramp + angle * (1 - ramp);
            }
            else
            {
                angle = interpolated;
            }
            var (first, second) = rope.Pairs == RopePairs.Interleaved ? (2 * pair, 2 * pair + 1) : (pair, pair + rope.Dimensions / 2);
            var (x, y) = (head[first], head[second]);
            head[first] = (x * Math.Cos(angle) - y * Math.Sin(angle)) * rope.Magnitude;
            head[second] = (x * Math.Sin(angle) + y * Math.Cos(angle)) * rope.Magnitude;
        }
    }

    private double[] FeedForward(FeedForward feedForward, double[] input)
    {
        switch (feedForward)
        {
            case GatedFeedForward gated:
                var gate = Apply(gated.Gate, input);
                var up = Apply(gated.Up, input);
                return Apply(gated.Down, [.. gate.Zip(up, (g, u) => Activate(gated.Activation, g) * u)]);
            case PlainFeedForward plain:
                return Apply(plain.Down, [.. Apply(plain.Up, input).Select(x => Activate(plain.Activation, x))]);
            case ExpertFeedForward experts:
                var scores = Apply(experts.Router, input);
                var all = Softmax(scores);
                var chosen = Enumerable.Range(0, scores.Length).OrderByDescending(expert => scores[expert]).Take(experts.Used).ToArray();
                var share = chosen.Sum(expert => all[expert]);
                var sum = new double[spec.Width];
                foreach (var expert in chosen)
                {
                    var weight = experts.WeightScale * experts.Weights switch
                    {
                        RouterWeights.SoftmaxOverUsed => all[expert] / share,
                        RouterWeights.SoftmaxOverAll => all[expert],
                        _ => 1 / (1 + Math.Exp(-scores[expert])),
                    };
                    var taken = (double[])input.Clone();
                    if (experts.WeightsBefore)
                        Scale(taken, weight);
                    var middle = Multiply(experts.Gate, expert * experts.Width, experts.Width, taken)
                        .Zip(Multiply(experts.Up, expert * experts.Width, experts.Width, taken), (g, u) => Activate(experts.Activation, g) * u);
                    var output = Multiply(experts.Down, expert * spec.Width, spec.Width, [.. middle]);
                    if (!experts.WeightsBefore)
                        Scale(output, weight);
                    Add(sum, output);
                }
                if (experts.Shared is not null)
                    Add(sum, FeedForward(experts.Shared, input));
                return sum;
            default:
                throw new ArgumentException($"no such feed-forward: {feedForward}", nameof(feedForward));
        }
    }

    private double[] Apply(Linear linear, double[] input)
    {
        var output = Multiply(linear.Matrix, linear.FirstRow, linear.Outputs, input);
        if (linear.Bias is not null)
            Add(output, Values(linear.Bias)[linear.FirstRow..]);
        return output;
    }

    private double[] Multiply(Weight weight, int firstRow, int rows, double[] input)
    {
        var values = Values(weight);
        var output = new double[rows];
        for (var row = 0; row < rows; row++)
            output[row] = Dot(values.AsSpan((firstRow + row) * input.Length, input.Length), input);
        return output;
    }

    private double[] Normalize(Norm? norm, double[] input)
    {
        if (norm is null)
            return input;
        var mean = norm.Kind == NormKind.Layer ? input.Average() : 0;
        var square = input.Average(x => (x - mean) * (x - mean));
        var output = Array.ConvertAll(input, x => (x - mean) / Math.Sqrt(square + norm.Epsilon));
        for (var i = 0; i < output.Length; i++)
            output[i] = output[i] * (norm.Weight is null ? 1 : Values(norm.Weight)[i]) + (norm.Bias is null ? 0 : Values(norm.Bias)[i]);
        return output;
    }

    private double[] Row(Weight weight, int row) => Values(weight).AsSpan(row * spec.Width, spec.Width).ToArray();

    /// <summary>A weight's values, which a test may change.</summary>
    public unsafe double[] Values(Weight weight)
    {
        if (!_weights.TryGetValue(weight.Name, out var values))
        {
            var stored = file.Tensor(weight.Name);
            var decoded = new float[weight.Count];
            BlockCodec.Decode(stored.Type, new ReadOnlySpan<byte>((void*)stored.Address, (int)stored.ByteLength), decoded);
            _weights[weight.Name] = values = Array.ConvertAll(decoded, x => (double)x);
        }
        return values;
    }

    private static double Activate(Activation activation, double x) => activation == Activation.Silu
        ? x / (1 + Math.Exp(-x))
        : 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    private static double[] Softmax(double[] scores)
    {
        var highest = scores.Max();
        var weights = Array.ConvertAll(scores, score => Math.Exp(score - highest));
        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static void Add(double[] target, double[] more)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] += more[i];
    }

    private static void Scale(double[] values, double factor)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] *= factor;
    }

    private double[] Half(double[] values) => hasCache ? Array.ConvertAll(values, x => (double)(System.Half)x) : values;
}

using System.Runtime.Intrinsics;
using Slipway.Training.Memory;
using Slipway.Training.Weights;

namespace Slipway.Training.Optimization;

/// <summary>
/// AdamW over all parameters: m = β1 m + (1 - β1) g, v = β2 v + (1 - β2) g², value -= rate (m̂ / (√v̂ + ε) + decay · value), where m̂ and v̂
/// are corrected for their beginning at zero. Each number is on its own, so neither threads nor vectors change a bit.
/// </summary>
public sealed unsafe class AdamW : IDisposable
{
    private const int Piece = 1 << 16;

    private readonly AdamOptions _options;
    private readonly ParameterSet _parameters;
    private readonly Compute _compute;
    private readonly FloatBuffer _means;
    private readonly FloatBuffer _squares;

    internal AdamW(ParameterSet parameters, AdamOptions options, Compute compute)
    {
        (_parameters, _options, _compute) = (parameters, options, compute);
        (_means, _squares) = (new FloatBuffer(parameters.Size), new FloatBuffer(parameters.Size));
    }

    public Span<float> Means(Parameter parameter) => new(_means.Data + _parameters.OffsetOf(parameter), parameter.Count);

    public Span<float> Squares(Parameter parameter) => new(_squares.Data + _parameters.OffsetOf(parameter), parameter.Count);

    /// <summary>Moves the parameters against their gradients, which are first multiplied by <paramref name="gradientScale"/>.</summary>
    /// <param name="step">From 1.</param>
    public void Step(int step, float rate, float gradientScale)
    {
        var factors = new Factors(_options, gradientScale, (float)(rate / (1 - Math.Pow(_options.Beta1, step))),
            (float)(1 / (1 - Math.Pow(_options.Beta2, step))));
        foreach (var parameter in _parameters.All)
        {
            var keep = parameter.Decays ? 1 - rate * _options.WeightDecay : 1;
            var (means, squares) = ((nint)(_means.Data + _parameters.OffsetOf(parameter)), (nint)(_squares.Data + _parameters.OffsetOf(parameter)));
            _compute.ForRanges(parameter.Count, Piece, (first, end, _) =>
                Move(parameter.Value + first, parameter.Gradient + first, (float*)means + first, (float*)squares + first, end - first, keep, factors));
        }
    }

    public void Dispose()
    {
        _means.Dispose();
        _squares.Dispose();
    }

    // Parameters are padded to whole vectors, and what lies there stays zero.
    private static void Move(float* value, float* gradient, float* mean, float* square, int count, float keep, in Factors f)
    {
        var (beta1, beta2, rest1, rest2) = (Vector256.Create(f.Beta1), Vector256.Create(f.Beta2), Vector256.Create(1 - f.Beta1), Vector256.Create(1 - f.Beta2));
        var (scale, rate, squareScale) = (Vector256.Create(f.GradientScale), Vector256.Create(f.Rate), Vector256.Create(f.SquareScale));
        var (epsilon, keeps) = (Vector256.Create(f.Epsilon), Vector256.Create(keep));
        for (var i = 0; i < count; i += 8)
        {
            var g = Vector256.Load(gradient + i) * scale;
            var m = Vector256.Load(mean + i) * beta1 + g * rest1;
            var v = Vector256.Load(square + i) * beta2 + g * g * rest2;
            m.Store(mean + i);
            v.Store(square + i);
            (Vector256.Load(value + i) * keeps - rate * (m / (Vector256.Sqrt(v * squareScale) + epsilon))).Store(value + i);
        }
    }

    private readonly struct Factors(AdamOptions options, float gradientScale, float rate, float squareScale)
    {
        public readonly float Beta1 = options.Beta1, Beta2 = options.Beta2, Epsilon = options.Epsilon;

        public readonly float GradientScale = gradientScale, Rate = rate, SquareScale = squareScale;
    }
}

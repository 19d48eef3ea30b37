using Slipway.Tensors.Gradients;
using Slipway.Training.Weights;

namespace Slipway.Training.Optimization;

/// <summary>The length of all gradients together, added up in one order whatever the threads.</summary>
internal static unsafe class GradientNorm
{
    private const int Piece = 1 << 16;

    public static double Of(ParameterSet parameters, Compute compute)
    {
        var sum = 0.0;
        foreach (var parameter in parameters.All)
        {
            var parts = new double[(parameter.Count + Piece - 1) / Piece];
            compute.ForRanges(parameter.Count, Piece, (first, end, _) =>
                parts[first / Piece] = GradientOps.Dot(parameter.Gradient + first, parameter.Gradient + first, end - first));
            foreach (var part in parts)
                sum += part;
        }
        return Math.Sqrt(sum);
    }
}

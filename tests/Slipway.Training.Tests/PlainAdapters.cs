using Slipway.Models.Tests.Execution;
using Slipway.Training.Adapters;

namespace Slipway.Training.Tests;

/// <summary>Adapters by their definition: merged into the plain model's weights while something is computed.</summary>
internal sealed class PlainAdapters
{
    private readonly PlainForward _plain;
    private readonly LoraSet _lora;

    public PlainAdapters(PlainForward plain, TrainableModel model)
    {
        (_plain, _lora) = (plain, model.Lora!);
        Values = model.Parameters.All.ToDictionary(p => p.Name, p => Array.ConvertAll(p.Values.ToArray(), value => (double)value));
    }

    public Dictionary<string, double[]> Values { get; }

    public double Apply(Func<double> compute)
    {
        var before = new List<(double[] Weights, double[] Copy)>();
        foreach (var linear in _lora.Linears)
        {
            var (weights, rank) = (_plain.Values(linear.Matrix), _lora.Options.Rank);
            before.Add((weights, [.. weights]));
            var (down, up) = (Values[LoraSet.DownName(linear.Name)], Values[LoraSet.UpName(linear.Name)]);
            for (var i = 0; i < linear.Outputs; i++)
            {
                for (var j = 0; j < linear.Inputs; j++)
                {
                    for (var r = 0; r < rank; r++)
                        weights[i * linear.Inputs + j] += _lora.Options.Scale * up[i * rank + r] * down[r * linear.Inputs + j];
                }
            }
        }
        var result = compute();
        foreach (var (weights, copy) in before)
            copy.CopyTo(weights, 0);
        return result;
    }
}

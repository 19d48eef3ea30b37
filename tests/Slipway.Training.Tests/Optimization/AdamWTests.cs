using Slipway.Training.Optimization;
using Slipway.Training.Weights;

namespace Slipway.Training.Tests.Optimization;

public sealed class AdamWTests
{
    [Fact]
    public void Steps_follow_the_published_formula()
    {
        const int Count = 77;
        using var parameters = new ParameterSet([("matrix", [7, 11]), ("vector", [Count])]);
        using var compute = new Compute(2);
        var options = new AdamOptions { WeightDecay = 0.1f };
        using var optimizer = new AdamW(parameters, options, compute);
        var random = new Random(1);
        foreach (var parameter in parameters.All)
        {
            foreach (ref var value in parameter.Values)
                value = random.NextSingle() - 0.5f;
        }
        var values = parameters.All.Select(p => Array.ConvertAll(p.Values.ToArray(), v => (double)v)).ToArray();
        var (means, squares) = (new double[2, Count], new double[2, Count]);
        for (var step = 1; step <= 5; step++)
        {
            for (var p = 0; p < 2; p++)
            {
                var parameter = parameters.All[p];
                for (var i = 0; i < Count; i++)
                {
                    parameter.Gradients[i] = random.NextSingle() - 0.5f;
                    var g = parameter.Gradients[i] * 0.5;
                    means[p, i] = 0.9 * means[p, i] + 0.1 * g;
                    squares[p, i] = 0.999 * squares[p, i] + 0.001 * g * g;
                    values[p][i] *= 1 - 0.01 * (p == 0 ? 0.1 : 0);
                    values[p][i] -= 0.01 * (means[p, i] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(squares[p, i] / (1 - Math.Pow(0.999, step))) + 1e-8);
                }
            }
            optimizer.Step(step, 0.01f, 0.5f);
        }
        for (var p = 0; p < 2; p++)
        {
            for (var i = 0; i < Count; i++)
                Assert.Equal(values[p][i], parameters.All[p].Values[i], 2e-6);
        }
    }

    [Fact]
    public void The_gradient_norm_is_that_of_all_parameters_together()
    {
        using var parameters = new ParameterSet([("a", [300, 300]), ("b", [5])]);
        using var compute = new Compute(2);
        parameters.Find("a")!.Gradients.Fill(0.01f);
        parameters.Find("b")!.Gradients.Fill(4);
        Assert.Equal(Math.Sqrt(90000 * 1e-4 + 80), GradientNorm.Of(parameters, compute), 1e-4);
    }
}

using Slipway.Tensors.Lanes;
using Slipway.Tensors.Weights;

namespace Slipway.Tensors;

/// <summary>
/// Products of activations and weights: y[m, n] = bias[n] + dot(x[m], w[n]). Every output is the dot product that
/// <see cref="ILanes{TSelf}"/> defines, whatever the number of rows, threads, or the instruction set.
/// </summary>
public sealed unsafe class MatrixMultiplier : IDisposable
{
    private readonly ThreadTeam _team;
    private readonly Scratch _scratch;
    private readonly WeightKernels _kernels;
    private readonly ProductWork _work;

    public MatrixMultiplier(ThreadTeam team) : this(team, InstructionSets.Current)
    {
    }

    internal MatrixMultiplier(ThreadTeam team, InstructionSet set)
    {
        _team = team;
        _scratch = new Scratch(team.Threads);
        _kernels = set == InstructionSets.Current ? WeightKernels.Current : new WeightKernels(set);
        _work = new ProductWork(_scratch);
    }

    /// <summary>
    /// Runs all products of the same <paramref name="rows"/> inputs as one round of the team. Input row m begins at
    /// input + m · <paramref name="inputStride"/>.
    /// </summary>
    public void Run(float* input, int inputStride, int rows, ReadOnlySpan<Product> products)
    {
        if (rows <= 0 || products.IsEmpty)
            return;
        var columns = products[0].Weights.Columns;
        foreach (ref readonly var product in products)
        {
            if (product.Weights.Columns != columns)
                throw new ArgumentException($"products of {columns} and {product.Weights.Columns} columns cannot share an input");
        }
        _scratch.Reserve(columns);
        _team.Run(_work, _work.Prepare(input, inputStride, rows, products, _kernels));
    }

    public void Dispose() => _scratch.Dispose();
}

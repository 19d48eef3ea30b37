using Slipway.Tensors.Lanes;
using Slipway.Tensors.Products;
using Slipway.Tensors.Weights;

namespace Slipway.Tensors;

/// <summary>
/// Products of activations and weights: y[m, n] = bias[n] + dot(x[m], w[n]). Every output is the dot product that
/// <see cref="ILanes{TSelf}"/> defines, whatever the number of rows, threads, or the instruction set.
/// </summary>
public sealed unsafe class MatrixMultiplier : IDisposable
{
    private readonly ProductWork _work;

    public MatrixMultiplier(ThreadTeam team) : this(team, InstructionSets.Current)
    {
    }

    internal MatrixMultiplier(ThreadTeam team, InstructionSet set) =>
        _work = new ProductWork(team, TileKernel.Create(set), set == InstructionSets.Current ? WeightKernels.Current : new WeightKernels(set));

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
        _work.Run(input, inputStride, rows, products);
    }

    public void Dispose() => _work.Dispose();
}

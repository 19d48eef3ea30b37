using Slipway.Models.Adapters;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>
/// Multiplies rows by linear layers, all that share an input in one round of the team, and adds to each row what its span's adapter says.
/// </summary>
internal sealed unsafe class Projector(ThreadTeam team, int maxRows) : IDisposable
{
    private const int MostAtOnce = 3;

    private readonly MatrixMultiplier _multiplier = new(team);
    private readonly AdapterRun[] _adapters = new AdapterRun[maxRows];
    private int _adapterCount;
    private NativeBuffer _inner = new(0);

    /// <summary>Watches what meets the matrices, where somebody measures.</summary>
    public ActivationMeter? Meter { get; set; }

    /// <summary>Rows of no adapter are nobody's; neighbours of the same one join.</summary>
    public void Adapt(int firstRow, int rows, Adapter? adapter)
    {
        if (adapter is null || rows == 0)
            return;
        if (_adapterCount > 0 && _adapters[_adapterCount - 1] is var last && last.Adapter == adapter && last.FirstRow + last.Rows == firstRow)
            _adapters[_adapterCount - 1] = last with { Rows = last.Rows + rows };
        else
            _adapters[_adapterCount++] = new AdapterRun(firstRow, rows, adapter);
        var needed = (long)MostAtOnce * maxRows * adapter.Rank;
        if (needed <= _inner.Length)
            return;
        _inner.Dispose();
        _inner = new NativeBuffer(needed);
    }

    public void ClearAdapters()
    {
        _adapters.AsSpan(0, _adapterCount).Clear();
        _adapterCount = 0;
    }

    public void Run(float* input, int stride, int rows, params ReadOnlySpan<Projection> projections)
    {
        Span<Product> products = stackalloc Product[MostAtOnce];
        for (var i = 0; i < projections.Length; i++)
        {
            products[i] = projections[i].Product;
            Meter?.Add(projections[i].Linear.Matrix, input, stride, rows);
        }
        _multiplier.Run(input, stride, rows, products[..projections.Length]);
        for (var i = 0; i < _adapterCount; i++)
            Add(_adapters[i], input, stride, projections);
    }

    public void Dispose()
    {
        _multiplier.Dispose();
        _inner.Dispose();
    }

    private void Add(AdapterRun run, float* input, int stride, ReadOnlySpan<Projection> projections)
    {
        // All downs in one round, since they share the input; then each up.
        Span<Product> downs = stackalloc Product[MostAtOnce];
        var count = 0;
        var inner = _inner.Data;
        foreach (ref readonly var projection in projections)
        {
            if (Pair(run, projection) is not { } pair)
                continue;
            downs[count++] = new Product { Weights = pair.Down, Output = inner, OutputStride = pair.Down.Rows };
            inner += (long)run.Rows * pair.Down.Rows;
        }
        if (count == 0)
            return;
        _multiplier.Run(input + (long)run.FirstRow * stride, stride, run.Rows, downs[..count]);

        count = 0;
        foreach (ref readonly var projection in projections)
        {
            if (Pair(run, projection) is not { } pair)
                continue;
            var up = new Product
            {
                Weights = pair.Up,
                Output = projection.Output + (long)run.FirstRow * projection.Stride,
                OutputStride = projection.Stride,
                Accumulate = true,
            };
            var down = downs[count++];
            _multiplier.Run(down.Output, down.OutputStride, run.Rows, [up]);
        }
    }

    private static AdapterPair? Pair(AdapterRun run, Projection projection) =>
        projection.Linear.Place < 0 ? null : run.Adapter.Pair(projection.Linear.Place);

    private readonly record struct AdapterRun(int FirstRow, int Rows, Adapter Adapter);
}

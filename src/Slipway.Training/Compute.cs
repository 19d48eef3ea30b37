using Slipway.Tensors;
using Slipway.Tensors.Dense;
using Slipway.Training.Memory;

namespace Slipway.Training;

/// <summary>The threads of a training run and the scratch that its operations share. One operation runs at a time.</summary>
internal sealed unsafe class Compute(int threads) : IDisposable
{
    private readonly RangeWork _ranges = new();
    private FloatBuffer _shared = new(0);
    private FloatBuffer _decoded = new(0);
    private FloatBuffer[] _own = [];

    public ThreadTeam Team { get; } = new(threads);

    public DenseMultiplier Dense => field ??= DenseMultiplier.Create(Team);

    /// <summary>
    /// Calls <paramref name="body"/> for pieces of 0 to <paramref name="count"/>, which don't depend on the number of threads.
    /// </summary>
    public void ForRanges(int count, int grain, RangeBody body)
    {
        _ranges.Prepare(count, grain, body);
        Team.Run(_ranges, (count + grain - 1) / grain);
    }

    /// <summary>Scratch of the operation that runs; its content is lost at the next call.</summary>
    public float* Scratch(long floats) => Room(ref _shared, floats);

    /// <summary>Room for frozen weights that a product is about to read.</summary>
    public float* Decoded(long floats) => Room(ref _decoded, floats);

    /// <summary>Scratch for each thread; to be reserved before the threads run.</summary>
    public void ReserveOwn(long floats)
    {
        if (_own.Length == 0)
            _own = [.. Enumerable.Range(0, Team.Threads).Select(_ => new FloatBuffer(0))];
        for (var i = 0; i < _own.Length; i++)
            Room(ref _own[i], floats);
    }

    public float* Own(int worker) => _own[worker].Data;

    public void Dispose()
    {
        Dense.Dispose();
        Team.Dispose();
        _shared.Dispose();
        _decoded.Dispose();
        foreach (var buffer in _own)
            buffer.Dispose();
    }

    private static float* Room(ref FloatBuffer buffer, long floats)
    {
        if (floats > buffer.Count)
        {
            buffer.Dispose();
            buffer = new FloatBuffer(floats);
        }
        return buffer.Data;
    }

    public delegate void RangeBody(int first, int end, int worker);

    private sealed class RangeWork : TeamWork
    {
        private int _count, _grain;
        private RangeBody? _body;

        public void Prepare(int count, int grain, RangeBody body) => (_count, _grain, _body) = (count, grain, body);

        public override void Execute(int item, int worker) => _body!(item * _grain, Math.Min(_count, (item + 1) * _grain), worker);
    }
}

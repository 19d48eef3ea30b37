using Slipway.Models.Architectures;

namespace Slipway.Models.Execution;

/// <summary>Cosines and sines of one kind of rotation for the rows of a step, computed in double precision from each row's position.</summary>
internal sealed unsafe class RotaryTable : IDisposable
{
    private readonly double[] _speeds;
    private readonly double _magnitude;
    private readonly NativeBuffer _cosines;
    private readonly NativeBuffer _sines;

    public RotaryTable(Rope rope, float* factors, int maxRows)
    {
        Rope = rope;
        Pairs = rope.Dimensions / 2;
        _magnitude = rope.Magnitude;
        _speeds = new double[Pairs];
        for (var pair = 0; pair < Pairs; pair++)
            _speeds[pair] = Speed(rope, pair, factors == null ? 1 : factors[pair]);
        _cosines = new NativeBuffer((long)maxRows * Pairs);
        _sines = new NativeBuffer((long)maxRows * Pairs);
    }

    public Rope Rope { get; }

    public int Pairs { get; }

    public float* Cosines(int row) => _cosines.Data + (long)row * Pairs;

    public float* Sines(int row) => _sines.Data + (long)row * Pairs;

    public void Fill(int row, int position)
    {
        var cosines = Cosines(row);
        var sines = Sines(row);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var (sine, cosine) = Math.SinCos(position * _speeds[pair]);
            cosines[pair] = (float)(cosine * _magnitude);
            sines[pair] = (float)(sine * _magnitude);
        }
    }

    public void Dispose()
    {
        _cosines.Dispose();
        _sines.Dispose();
    }

    /// <summary>The angle that one position turns a pair by.</summary>
    private static double Speed(Rope rope, int pair, double factor)
    {
        var own = Math.Pow(rope.Base, -2.0 * pair / rope.Dimensions) / factor;
        var scaled = own * rope.Scale;
        if (rope.Yarn is not { } yarn)
            return scaled;

        // The pairs that turn BetaFast and BetaSlow times within the original context bound the blend.
        double PairTurning(double turns) =>
            rope.Dimensions * Math.Log(yarn.OriginalContext / (turns * 2 * Math.PI)) / (2 * Math.Log(rope.Base));
        var low = Math.Max(0, Math.Floor(PairTurning(yarn.BetaFast)));
        var high = Math.Min(rope.Dimensions - 1, Math.Ceiling(PairTurning(yarn.BetaSlow)));
        var kept = 1 - Math.Clamp((pair - low) / Math.Max(0.001, high - low), 0, 1);
        return scaled * (1 - kept) + own * kept;
    }
}

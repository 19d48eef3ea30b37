using Slipway.Engine.Cache;

namespace Slipway.Engine.Scheduling;

/// <summary>
/// How many prompt tokens a step takes. With streams running, as many as were computed within the stall target so far; with none,
/// as many as fit. Results don't depend on it, only waiting times do.
/// </summary>
internal sealed class ChunkBudget(int maxRows, double stallSeconds)
{
    private const int LeastRows = KvBlock.Tokens;

    private double _rowsPerSecond;

    public int Rows(int decoding)
    {
        var room = maxRows - decoding;
        if (decoding == 0 || _rowsPerSecond == 0)
            return room;
        return Math.Min(room, Math.Max(LeastRows, (int)(_rowsPerSecond * stallSeconds)));
    }

    /// <summary>Learns from a step; those of few rows say nothing about prompts.</summary>
    public void Observe(int rows, double seconds)
    {
        if (rows < LeastRows || seconds <= 0)
            return;
        var measured = rows / seconds;
        _rowsPerSecond = _rowsPerSecond == 0 ? measured : 0.7 * _rowsPerSecond + 0.3 * measured;
    }
}

namespace Slipway.Models.Execution;

/// <summary>The rows of a batch whose result somebody wants, moved together at the end of the last layer.</summary>
internal sealed class WantedRows(int maxRows)
{
    private readonly int[] _hidden = new int[maxRows];
    private readonly (int First, int Count)[] _runs = new (int, int)[maxRows];
    private int _runCount;

    /// <summary>The batch's row of each wanted row.</summary>
    public int[] Sources { get; } = new int[maxRows];

    public int Count { get; private set; }

    public int Logits { get; private set; }

    public int Hidden { get; private set; }

    /// <summary>Stretches of wanted rows that want logits.</summary>
    public ReadOnlySpan<(int First, int Count)> LogitRuns => _runs.AsSpan(0, _runCount);

    public int HiddenRow(int index) => _hidden[index];

    public void Collect(Batch batch)
    {
        (Count, Logits, Hidden, _runCount) = (0, 0, 0, 0);
        foreach (var span in batch.Spans)
        {
            if (span.Wanted == 0)
                continue;
            if (span.Want == Want.Hidden)
            {
                for (var i = 0; i < span.Wanted; i++)
                    _hidden[Hidden++] = Count + i;
            }
            else
            {
                if (_runCount > 0 && _runs[_runCount - 1] is var run && run.First + run.Count == Count)
                    _runs[_runCount - 1] = (run.First, run.Count + span.Wanted);
                else
                    _runs[_runCount++] = (Count, span.Wanted);
                Logits += span.Wanted;
            }
            for (var row = span.FirstWanted; row < span.FirstRow + span.Rows; row++)
                Sources[Count++] = row;
        }
    }
}

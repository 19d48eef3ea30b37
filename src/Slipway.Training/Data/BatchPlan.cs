namespace Slipway.Training.Data;

/// <summary>
/// Which examples go together in which order: for each epoch its own shuffle, cut into batches of at most so many examples and rows. The plan
/// follows from the examples' lengths and the seed alone, so a run that continues needs to know no more than how far it had come.
/// </summary>
internal sealed class BatchPlan(IReadOnlyList<TrainingExample> examples, int mostExamples, int mostRows, ulong seed)
{
    private readonly Dictionary<int, int[][]> _epochs = [];

    /// <summary>The batches of an epoch (from 0), each the numbers of its examples.</summary>
    public int[][] Epoch(int epoch)
    {
        if (_epochs.TryGetValue(epoch, out var known))
            return known;
        var order = Shuffled(epoch);
        var batches = new List<int[]>();
        var start = 0;
        var rows = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var length = examples[order[i]].Tokens.Length - 1;
            if (i > start && (i - start == mostExamples || rows + length > mostRows))
            {
                batches.Add(order[start..i]);
                (start, rows) = (i, 0);
            }
            rows += length;
        }
        batches.Add(order[start..]);
        return _epochs[epoch] = [.. batches];
    }

    private int[] Shuffled(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, examples.Count)];
        var key = Counter.Key(Counter.Key(seed, "order"), (ulong)epoch);
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = Counter.Below(key, (uint)i, i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }
}

using Slipway.Models.Adapters;

namespace Slipway.Models.Execution;

/// <summary>Consecutive tokens of one sequence within a batch; its blocks start at BlockOffset of the batch's block ids.</summary>
internal readonly record struct BatchSpan(int FirstRow, int Rows, int FirstPosition, int BlockOffset, Want Want, Adapter? Adapter)
{
    /// <summary>The first row whose result is wanted; all after it are wanted too.</summary>
    public int FirstWanted => Want switch
    {
        Want.None => FirstRow + Rows,
        Want.Last => FirstRow + Rows - 1,
        _ => FirstRow,
    };

    public int Wanted => FirstRow + Rows - FirstWanted;
}

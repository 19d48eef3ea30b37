using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>
/// A part of a step that treats each row by itself. Little work is done by the caller alone, since a round of the team costs more; a
/// prompt's rows are shared out.
/// </summary>
internal abstract class RowStep : TeamWork
{
    /// <summary>Values that one thread passes in about the time of a round of the team.</summary>
    private const int ValuesPerItem = 16384;

    private int _rows;
    private int _rowsPerItem;

    public sealed override void Execute(int item, int worker)
    {
        var end = Math.Min(_rows, (item + 1) * _rowsPerItem);
        for (var row = item * _rowsPerItem; row < end; row++)
            Row(row);
    }

    protected abstract void Row(int row);

    protected void Run(ThreadTeam team, int rows, int valuesPerRow)
    {
        _rows = rows;
        _rowsPerItem = Math.Max(1, ValuesPerItem / valuesPerRow);
        if (rows <= 2 * _rowsPerItem)
        {
            for (var row = 0; row < rows; row++)
                Row(row);
        }
        else
        {
            team.Run(this, (rows + _rowsPerItem - 1) / _rowsPerItem);
        }
    }
}

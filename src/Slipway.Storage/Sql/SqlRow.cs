namespace Slipway.Storage.Sql;

/// <summary>The row under a reader. Valid only inside the mapping that receives it.</summary>
public abstract class SqlRow
{
    public abstract bool IsNull(int column);

    public abstract long Integer(int column);

    public abstract double Real(int column);

    public abstract string Text(int column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public long? IntegerOrNull(int column) => IsNull(column) ? null : Integer(column);

    public bool Flag(int column) => Integer(column) != 0;
}

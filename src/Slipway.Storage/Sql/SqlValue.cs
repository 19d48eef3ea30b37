namespace Slipway.Storage.Sql;

/// <summary>A parameter of a statement: an integer, a real, a text or nothing. The schema knows no other types.</summary>
public readonly struct SqlValue
{
    private SqlValue(SqlValueKind kind, long integer, double real, string? text) =>
        (Kind, Integer, Real, Text) = (kind, integer, real, text);

    public SqlValueKind Kind { get; }

    public long Integer { get; }

    public double Real { get; }

    public string? Text { get; }

    public static implicit operator SqlValue(long value) => new(SqlValueKind.Integer, value, 0, null);

    public static implicit operator SqlValue(long? value) => value is { } number ? number : default(SqlValue);

    public static implicit operator SqlValue(bool value) => value ? 1L : 0L;

    public static implicit operator SqlValue(double value) => new(SqlValueKind.Real, 0, value, null);

    public static implicit operator SqlValue(string? value) => value is null ? default : new(SqlValueKind.Text, 0, 0, value);
}

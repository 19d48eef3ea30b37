namespace Slipway.Storage.Sql;

public enum SqlValueKind
{
    Null,
    Integer,
    Real,
    Text,
}

namespace Slipway.Storage.Sql;

public enum WriteUrgency
{
    /// <summary>Somebody waits for an acceptance: written before everything else that is pending.</summary>
    Acceptance,

    Normal,
}

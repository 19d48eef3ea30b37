namespace Slipway.Platform.Common.Secrets;

/// <summary>Keeps one sealed text that tells whether a key is the one that this database's secrets were sealed with.</summary>
public interface ISealCheckStore
{
    ValueTask<string?> FindAsync();

    /// <summary>Keeps the first one: the result is what is kept.</summary>
    Task<string> AddAsync(string sealedText);
}

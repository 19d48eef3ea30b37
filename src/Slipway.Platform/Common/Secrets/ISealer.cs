namespace Slipway.Platform.Common.Secrets;

/// <summary>Secrets as they lie in the database. What was sealed twice looks different each time.</summary>
public interface ISealer
{
    string Seal(string plain);

    /// <exception cref="SealBrokenException">It was sealed with another key, or changed since.</exception>
    string Open(string sealedText);
}

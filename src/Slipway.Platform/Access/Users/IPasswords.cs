namespace Slipway.Platform.Access.Users;

/// <summary>Hashes passwords slowly and with salt.</summary>
public interface IPasswords
{
    string Hash(string password);

    bool Matches(string hash, string password);
}

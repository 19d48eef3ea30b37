using Microsoft.AspNetCore.Identity;
using Slipway.Platform.Access.Users;

namespace Slipway.Server.Access;

/// <summary>The framework's hashing: PBKDF2 with HMAC-SHA512, a salt for each, compared in constant time.</summary>
public sealed class Passwords : IPasswords
{
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> _hasher = new();

    public string Hash(string password) => _hasher.HashPassword(Nobody, password);

    public bool Matches(string hash, string password) => _hasher.VerifyHashedPassword(Nobody, hash, password) != PasswordVerificationResult.Failed;
}

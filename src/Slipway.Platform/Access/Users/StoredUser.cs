namespace Slipway.Platform.Access.Users;

public sealed record StoredUser(User User, string PasswordHash);

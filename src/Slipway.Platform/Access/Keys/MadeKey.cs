namespace Slipway.Platform.Access.Keys;

/// <param name="Secret">The key itself, to be shown once.</param>
public sealed record MadeKey(ApiKey Key, string Secret);

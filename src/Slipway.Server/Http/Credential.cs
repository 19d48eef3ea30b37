namespace Slipway.Server.Http;

/// <summary>The form in which a request carries its credential.</summary>
public enum Credential
{
    /// <summary><c>X-API-Key</c></summary>
    ApiKey,

    /// <summary><c>Authorization: Bearer</c></summary>
    Bearer,
}

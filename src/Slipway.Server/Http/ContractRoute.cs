using Slipway.Platform.Access;

namespace Slipway.Server.Http;

/// <summary>One line of a route table.</summary>
/// <param name="Needs">The least role; null where no credential is needed.</param>
public sealed record ContractRoute(string Method, string Pattern, Contract Contract, Role? Needs, Handler Handler)
{
    /// <summary>Browsers' event sources send no headers, so their key may stand in the query.</summary>
    public bool KeyInQuery { get; init; }
}

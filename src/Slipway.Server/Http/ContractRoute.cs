using Slipway.Platform.Access;
using Slipway.Platform.Access.Limits;

namespace Slipway.Server.Http;

/// <summary>One line of a route table.</summary>
/// <param name="Needs">The least role; null where no credential is needed.</param>
public sealed record ContractRoute(string Method, string Pattern, Contract Contract, Role? Needs, Handler Handler)
{
    /// <summary>Browsers' event sources send no headers, so their key may stand in the query.</summary>
    public bool KeyInQuery { get; init; }

    /// <summary>How often it may be called; null for as often as one likes.</summary>
    public LimitRule? Limit { get; init; }
}

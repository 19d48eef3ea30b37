using Slipway.Platform.Access;
using Slipway.Server.Limits;

namespace Slipway.Server.Http;

/// <summary>One line of a route table.</summary>
/// <param name="Needs">The least role; null where no credential is needed.</param>
public sealed record ContractRoute(string Method, string Pattern, Contract Contract, Role? Needs, Handler Handler)
{
    /// <summary>Browsers' event sources send no headers, so their key may stand in the query.</summary>
    public bool KeyInQuery { get; init; }

    /// <summary>Where two documents have the same method and path: whose credential picks this one.</summary>
    public Credential? SelectedBy { get; init; }

    /// <summary>A direct loopback caller needs no credential and is an operator.</summary>
    public bool LoopbackOperator { get; init; }

    /// <summary>It changes something that stays, so a record is left. Generating changes nothing, and tasks are records themselves.</summary>
    public bool IsChange { get; init; } = Method != "GET" && Needs is not null && Contract.IsManaged && !Pattern.TrimEnd('/').EndsWith("inference", StringComparison.Ordinal);

    /// <summary>With which others its requests are counted; those of its contract unless said otherwise.</summary>
    public LimitGroup Group { get; init; } = Contract.Group;
}

using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Server.Limits;

namespace Slipway.Server.Http;

/// <summary>What a document prescribes for all of its endpoints: how an error looks, and with what its requests are counted.</summary>
public abstract class Contract
{
    public abstract string Name { get; }

    /// <summary>The limit group of its routes where they name no other.</summary>
    public LimitGroup Group { get; init; }

    /// <summary>Its endpoints that don't read change things that stay; otherwise they generate.</summary>
    public bool IsManaged { get; init; } = true;

    public virtual int StatusOf(Failure failure) => failure.Kind.Meaning().Status;

    public abstract void WriteError(Utf8JsonWriter json, Failure failure);
}

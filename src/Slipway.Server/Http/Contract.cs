using System.Text.Json;
using Slipway.Platform.Common;

namespace Slipway.Server.Http;

/// <summary>What a document prescribes for all of its endpoints: how an error looks.</summary>
public abstract class Contract
{
    public abstract string Name { get; }

    public virtual int StatusOf(Failure failure) => failure.Kind.Meaning().Status;

    public abstract void WriteError(Utf8JsonWriter json, Failure failure);
}

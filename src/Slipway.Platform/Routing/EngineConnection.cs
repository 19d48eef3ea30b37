using Slipway.Platform.Deployments;
using Slipway.Protocol.Client;

namespace Slipway.Platform.Routing;

/// <summary>The connections to one replica.</summary>
public sealed class EngineConnection(ReplicaEndpoint endpoint) : IDisposable
{
    public EngineClient Client { get; } = new(
        endpoint.Address, endpoint.CreateHandler?.Invoke() ?? endpoint.Address.CreateHandler(TimeSpan.FromSeconds(5)), endpoint.ApiKey);

    public void Dispose() => Client.Dispose();
}

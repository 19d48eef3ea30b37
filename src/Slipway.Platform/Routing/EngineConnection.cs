using Slipway.Platform.Deployments;
using Slipway.Protocol.Client;

namespace Slipway.Platform.Routing;

/// <summary>The connections to one replica.</summary>
public sealed class EngineConnection(ReplicaEndpoint endpoint) : IDisposable
{
    public EngineClient Client { get; } = new(endpoint.Address, Handler(endpoint), endpoint.ApiKey);

    public void Dispose() => Client.Dispose();

    private static HttpMessageHandler Handler(ReplicaEndpoint endpoint)
    {
        var handler = endpoint.CreateHandler?.Invoke() ?? endpoint.Address.CreateHandler(TimeSpan.FromSeconds(5));
        return endpoint.Patience is { } patience ? new PatientHandler(patience, handler) : handler;
    }
}

using Slipway.Platform.Common;
using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Deployments;
using Slipway.Platform.Outbound;
using Slipway.Protocol.Client;

namespace Slipway.Runtimes.Remote;

/// <summary>Replicas that run elsewhere: there is nothing to start, and they never end by themselves.</summary>
public sealed class RemoteRuntime(ISealer sealer, IOutboundHttp outbound, TimeProvider time) : IRuntime
{
    /// <summary>A server elsewhere does its own queueing; this only keeps one client from flooding it.</summary>
    public const int DefaultSlots = 256;

    public bool Takes(ModelSource source) => source.BaseUrl is not null;

    public Task<Result<IReplicaHandle>> StartAsync(Deployment deployment, CancellationToken cancellation)
    {
        var source = deployment.Source;
        var endpoint = new ReplicaEndpoint(EngineAddress.Tcp(Root(source.BaseUrl!)), source.Dialect, source.Slots > 0 ? source.Slots : DefaultSlots)
        {
            ApiKey = source.SealedApiKey is { } key ? sealer.Open(key) : null,
            CreateHandler = () => outbound.CreateHandler(OutboundPurpose.BackEnd),
            UpstreamModel = source.UpstreamModel,
            Chats = source.Chats,
        };
        return Task.FromResult<Result<IReplicaHandle>>(new RemoteReplica(Ids.New(time), endpoint));
    }

    public Task EndLeftoversAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Base addresses are written with and without <c>/v1</c>; the protocol adds it.</summary>
    private static string Root(string baseUrl)
    {
        var root = baseUrl.TrimEnd('/');
        return root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^3] : root;
    }
}

using Slipway.Platform.Common;
using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Configurations;
using Slipway.Platform.Deployments;
using Slipway.Platform.Outbound;
using Slipway.Protocol.Client;

namespace Slipway.Runtimes.Remote;

/// <summary>Replicas that run elsewhere: there is nothing to start, and they never end by themselves.</summary>
/// <param name="sealer">Opens their keys.</param>
/// <param name="outbound">Makes their connections.</param>
/// <param name="patience">How long they may be silent.</param>
/// <param name="time">For ids.</param>
public sealed class RemoteRuntime(ISealer sealer, IOutboundHttp outbound, TimeSpan patience, TimeProvider time) : IRuntime
{
    /// <summary>A server elsewhere does its own queueing; this only keeps one client from flooding it.</summary>
    public const int DefaultSlots = 256;

    public bool Takes(ModelSource source) => source.BaseUrl is not null;

    public async Task<Result<IReplicaHandle>> StartAsync(Deployment deployment, CancellationToken cancellation)
    {
        var source = deployment.Source;
        ReplicaEndpoint endpoint;
        try
        {
            endpoint = new ReplicaEndpoint(EngineAddress.Tcp(BackEndAddress.Root(source.BaseUrl!)), source.Dialect, source.Slots > 0 ? source.Slots : DefaultSlots)
            {
                ApiKey = source.SealedApiKey is { } key ? sealer.Open(key) : null,
                CreateHandler = () => outbound.CreateHandler(OutboundPurpose.BackEnd),
                UpstreamModel = source.UpstreamModel,
                Chats = source.Chats,
                Defaults = source.Defaults,
                AddressFrom = source.From,
                Patience = patience,
            };
        }
        catch (SealBrokenException exception)
        {
            return new Failure(FailureKind.ModelNotReady, $"{exception.Message}: configure the model again");
        }

        var profile = new BackEndProfile { Drops = BackEndDrops.Of(source.Dialect, await ModelOwner.AskAsync(endpoint, cancellation).ConfigureAwait(false)) };
        return new RemoteReplica(Ids.New(time), endpoint with { Profile = profile });
    }

    public Task EndLeftoversAsync(CancellationToken cancellation) => Task.CompletedTask;
}

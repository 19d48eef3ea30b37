using Slipway.Platform.Deployments;
using Slipway.Protocol.Client;
using Slipway.Protocol.OpenAi;

namespace Slipway.Platform.Routing;

/// <summary>Asks for one token. An engine that answers anything less than a token is not ready.</summary>
public sealed class ReadinessProbe : IReadinessProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<string?> TryAsync(ReplicaEndpoint endpoint, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var connection = new EngineConnection(endpoint);
        try
        {
            var failure = endpoint.Dialect == EngineDialect.Slipway
                ? (await connection.Client.CompleteAsync(
                    new CompletionRequest { Model = endpoint.UpstreamModel, Prompt = "Hello", MaxTokens = 1 }, limit.Token).ConfigureAwait(false)).Failure
                : (await connection.Client.ChatAsync(
                    new ChatCompletionRequest
                    {
                        Model = endpoint.UpstreamModel,
                        Messages = [ChatMessage.User("Hello")],
                        MaxTokens = 1,
                    },
                    limit.Token).ConfigureAwait(false)).Failure;
            return failure is null ? null : Describe(failure);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer from {endpoint.Address} within {Patience.TotalSeconds:0} s";
        }

        // What a server elsewhere says in its body is its own affair; ours may be quoted.
        string Describe(EngineFailure failure) => failure.Kind == EngineFailureKind.Refused && endpoint.Dialect != EngineDialect.Slipway
            ? $"{endpoint.Address} answered status {failure.Status}"
            : failure.Message;
    }
}

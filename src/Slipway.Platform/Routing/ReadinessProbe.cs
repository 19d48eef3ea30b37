using Slipway.Platform.Deployments;
using Slipway.Protocol.Client;
using Slipway.Protocol.OpenAi;

namespace Slipway.Platform.Routing;

/// <summary>
/// Asks for one token. An engine that answers anything less than a token is not ready. What a server elsewhere turns out to want
/// otherwise than others is noted in its profile.
/// </summary>
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
            var failure = endpoint.Profile is { } profile
                ? await AskElsewhereAsync(connection.Client, endpoint, profile, limit.Token).ConfigureAwait(false)
                : await ContinueAsync(connection.Client, endpoint, limit.Token).ConfigureAwait(false);
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

    private static async Task<EngineFailure?> AskElsewhereAsync(
        EngineClient client, ReplicaEndpoint endpoint, BackEndProfile profile, CancellationToken cancellation)
    {
        var request = new ChatCompletionRequest { Model = endpoint.UpstreamModel, Messages = [ChatMessage.User("Hello")] };
        var failure = (await client.ChatAsync(request with { MaxTokens = 1 }, cancellation).ConfigureAwait(false)).Failure;
        if (failure is { Kind: EngineFailureKind.Refused, Status: 400 } && failure.Error?.Param == "max_tokens")
        {
            // A thinking model may need some tokens before it says anything.
            failure = (await client.ChatAsync(request with { MaxCompletionTokens = 16 }, cancellation).ConfigureAwait(false)).Failure;
            profile.WantsMaxCompletionTokens = failure is null;
        }
        else if (failure is { Kind: EngineFailureKind.Refused, Status: 400 or 404 or 405 or 501 }
            && await ContinueAsync(client, endpoint, cancellation).ConfigureAwait(false) is null)
        {
            profile.Chats = false;
            return null;
        }

        return failure;
    }

    private static async Task<EngineFailure?> ContinueAsync(EngineClient client, ReplicaEndpoint endpoint, CancellationToken cancellation) =>
        (await client.CompleteAsync(new CompletionRequest { Model = endpoint.UpstreamModel, Prompt = "Hello", MaxTokens = 1 }, cancellation).ConfigureAwait(false)).Failure;
}

using System.Text;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Platform.Routing;
using Slipway.Protocol.Client;
using Slipway.Protocol.OpenAi;

namespace Slipway.Platform.Generation;

/// <summary>
/// Turns a prompt into text at a replica: as a user's message where the model chats, as text to continue where it doesn't.
/// Everything that is not passed through byte by byte generates here.
/// </summary>
public sealed class TextGenerator(TimeProvider time)
{
    /// <param name="seat">Where to generate.</param>
    /// <param name="parameters">What to generate.</param>
    /// <param name="onText">Told each piece as it comes.</param>
    /// <param name="whyStopped">Asked when <paramref name="cancellation"/> ended it.</param>
    /// <param name="cancellation">Ends the generation, and with it the engine's work. What was generated until then is returned.</param>
    public async Task<Generated> RunAsync(
        Seat seat, GenerationParameters parameters, Action<string> onText, Func<Failure> whyStopped,
        CancellationToken cancellation)
    {
        var endpoint = seat.Replica.Endpoint;
        var client = seat.Replica.Connection.Client;
        var defaults = SamplingDefaults.Parse(endpoint.Defaults);
        var progress = new Progress(time, onText);
        var options = new StreamOptions(IncludeUsage: true,
            ContinuousUsageStats: endpoint.Dialect is EngineDialect.Slipway or EngineDialect.Vllm ? true : null);
        try
        {
            var failure = endpoint.TakesChats ? await ChatAsync().ConfigureAwait(false) : await ContinueAsync().ConfigureAwait(false);
            return progress.Result(parameters.Prompt, failure?.ToFailure(endpoint));
        }
        catch (OperationCanceledException)
        {
            return progress.Result(parameters.Prompt, whyStopped());
        }

        async Task<EngineFailure?> ChatAsync()
        {
            var request = Fill(new ChatCompletionRequest { Messages = parameters.Messages ?? [ChatMessage.User(parameters.Prompt)], StreamOptions = options });
            if (endpoint.Profile is { WantsMaxCompletionTokens: true })
                request = request with { MaxTokens = null, MaxCompletionTokens = request.MaxTokens };
            return await ReadAsync(await client.StreamChatAsync(request, cancellation).ConfigureAwait(false), chunk =>
            {
                var choice = chunk.Choices.Count > 0 ? chunk.Choices[0] : null;
                progress.Note(choice?.Delta.Content, choice?.FinishReason, chunk.Usage);
            }).ConfigureAwait(false);
        }

        async Task<EngineFailure?> ContinueAsync()
        {
            var request = Fill(new CompletionRequest { Prompt = parameters.Prompt, StreamOptions = options });
            return await ReadAsync(await client.StreamCompletionAsync(request, cancellation).ConfigureAwait(false), chunk =>
            {
                var choice = chunk.Choices.Count > 0 ? chunk.Choices[0] : null;
                progress.Note(choice?.Text, choice?.FinishReason, chunk.Usage);
            }).ConfigureAwait(false);
        }

        TRequest Fill<TRequest>(TRequest request) where TRequest : GenerationRequest => defaults.Fill(request with
        {
            Model = endpoint.UpstreamModel,
            MaxTokens = parameters.MaxTokens,
            Temperature = parameters.Temperature,
            TopP = parameters.TopP,
            TopK = parameters.TopK,
            MinP = parameters.MinP,
            PresencePenalty = parameters.PresencePenalty,
            FrequencyPenalty = parameters.FrequencyPenalty,
            RepetitionPenalty = parameters.RepetitionPenalty,
            Stop = parameters.Stop,
            Seed = parameters.Seed,
        });
    }

    private static async Task<EngineFailure?> ReadAsync<TChunk>(EngineReply<EngineStream<TChunk>> reply, Action<TChunk> onChunk)
        where TChunk : class
    {
        if (!reply.Succeeded)
            return reply.Failure;
        await using var stream = reply.Value;
        while (await stream.MoveNextAsync().ConfigureAwait(false))
            onChunk(stream.Current);
        return stream.Failure;
    }

    /// <summary>What has come so far.</summary>
    private sealed class Progress(TimeProvider time, Action<string> onText)
    {
        private readonly long _started = time.GetTimestamp();
        private readonly StringBuilder _text = new();
        private TimeSpan _first;
        private string? _finishReason;
        private Usage? _usage;
        private int _pieces;

        public void Note(string? piece, string? finishReason, Usage? usage)
        {
            _usage = usage ?? _usage;
            _finishReason = finishReason ?? _finishReason;
            if (string.IsNullOrEmpty(piece))
                return;
            if (_pieces++ == 0)
                _first = time.GetElapsedTime(_started);
            _text.Append(piece);
            onText(piece);
        }

        public Generated Result(string prompt, Failure? failure) => new(_text.ToString())
        {
            Failure = failure,
            FinishReason = _finishReason,
            // Servers send about one token a piece, and a token is about four bytes of a prompt.
            PromptTokens = _usage?.PromptTokens ?? (Encoding.UTF8.GetByteCount(prompt) + 3) / 4,
            CachedTokens = _usage?.PromptTokensDetails?.CachedTokens ?? 0,
            CompletionTokens = _usage?.CompletionTokens ?? _pieces,
            Estimated = _usage is null,
            FirstToken = _first,
            Total = time.GetElapsedTime(_started),
        };
    }
}

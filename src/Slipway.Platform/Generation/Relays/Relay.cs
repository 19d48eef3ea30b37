using System.Buffers;
using System.Text;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Platform.Metering;
using Slipway.Platform.Routing;
using Slipway.Protocol.Client;
using Slipway.Protocol.OpenAi;

namespace Slipway.Platform.Generation.Relays;

/// <summary>
/// Passes a request of OpenAI's API through to an engine, byte by byte:
/// 1. the model's name leads to a gate, and the gate gives a seat;
/// 2. the body goes out as it came, but for the model's name and the wish for usage;
/// 3. a replica that refuses, or dies before it answered, is passed by for another one, as long as there is one;
/// 4. the answer goes to the caller as it comes: events at once, a body when it is whole;
/// 5. a caller that goes takes its request away from the engine; what was generated until then is metered.
/// A failure before the first byte is returned. After it, nothing can be returned any more: the stream then says so itself.
/// </summary>
public sealed class Relay(Router router, UsageWriter usageWriter, RelayOptions options, TimeProvider time)
{
    private static readonly Failure TooLarge = new(FailureKind.BackendFailed, "the back end's answer is too large");

    public async Task<Failure?> RunAsync(RelayCall call)
    {
        var name = call.DeploymentId ?? call.Outline.Model;
        if (router.Find(name) is not { } route)
            return Router.Unknown(name ?? router.DefaultModel);
        using var caller = new LimitedCaller(call.Sink, route.Deployment.Spec?.Resources.Timeout, time);
        try
        {
            return await RunAsync(call with { Sink = caller }, route, caller).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (caller.IsLate)
        {
            // It was still waiting.
            return Late(caller);
        }
    }

    private async Task<Failure?> RunAsync(RelayCall call, Route route, LimitedCaller caller)
    {
        var outline = call.Outline;
        var user = outline.User ?? call.Session ?? "";
        var visitor = new Visitor(call.Caller.Id, user, options.Patience, Opening.Of(call.Body.Span));
        Failure? failure = null;
        UsageRecord? usage = null;
        for (var attempt = 1; attempt <= options.MostAttempts; attempt++)
        {
            var admission = default(Admission);
            try
            {
                admission = await route.EnterAsync(visitor, call.Version, call.Sink.Gone).ConfigureAwait(false);
            }
            finally
            {
                // Only now it is known whether the attempt before was the request or was lost on its way.
                if (usage is not null)
                    usageWriter.Record(usage with { Lost = admission.Granted });
            }

            if (!admission.Granted)
                return failure ?? admission.Refusal;
            using var seat = admission.Seat;
            var tally = new RelayTally(time);
            var begun = false;
            try
            {
                (failure, begun) = await PassAsync(call, seat, tally).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (caller.IsLate)
            {
                (failure, begun) = (Late(caller), caller.HasBegun);
                if (begun)
                    StreamError.Write(caller.Body, failure);
            }
            catch (OperationCanceledException) when (call.Sink.Gone.IsCancellationRequested)
            {
                failure = new Failure(FailureKind.Cancelled, "the caller went away");
                begun = true;
            }

            usage = UsageOf(call, route, seat, tally, failure, attempt);
            var ended = begun || failure?.Kind is not (FailureKind.EngineCrashed or FailureKind.EngineGone or FailureKind.BackendUnreachable);
            if (ended || attempt == options.MostAttempts)
                usageWriter.Record(usage);
            if (failure is null)
                _ = MirrorAsync(call, route, user);
            if (ended)
                return begun ? null : failure;
            if (failure!.Kind == FailureKind.EngineGone)
                await Task.Delay(options.PauseWhenGone, time, call.Sink.Gone).ConfigureAwait(false);
        }

        return failure;
    }

    /// <summary>Where a canary is mirrored, it gets a copy of what the stable version has answered.</summary>
    private async Task MirrorAsync(RelayCall call, Route route, string user)
    {
        using var seat = await route.MirrorAsync(user).ConfigureAwait(false);
        if (seat is null)
            return;
        using var limit = new CancellationTokenSource(options.Patience, time);
        var tally = new RelayTally(time);
        Failure? failure = null;
        try
        {
            (failure, _) = await PassAsync(call with { Sink = new NoCaller(limit.Token) }, seat, tally).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            failure = new Failure(FailureKind.TimeLimitExceeded, "the copy took too long");
        }

        // Nobody asked for it, so it is nobody's request; its version is judged by it all the same.
        usageWriter.Record(UsageOf(call, route, seat, tally, failure, 1) with { CallerId = "mirror", UserId = "", Operation = "mirror", Lost = true });
    }

    private static Failure Late(LimitedCaller caller) =>
        new(FailureKind.TimeLimitExceeded, $"the request did not end within the {caller.Seconds} s that its deployment allows");

    private async Task<(Failure? Failure, bool Begun)> PassAsync(RelayCall call, Seat seat, RelayTally tally)
    {
        var endpoint = seat.Replica.Endpoint;
        call = call.ForReplica?.Invoke(endpoint) ?? call;
        if (endpoint.Profile is not null && RequestFit.Refuses(MemberNames.Of(call.Body.Span), endpoint) is { } refusal)
            return (refusal, false);
        var body = RequestFit.Fill(RequestEdit.Apply(call.Body, call.Outline, endpoint), call.Operation, endpoint);
        var answer = await seat.Replica.Connection.Client.PostAsync(call.Operation.Path, body, call.Sink.Gone).ConfigureAwait(false);
        if (!answer.Succeeded)
            return (answer.Failure.ToFailure(endpoint), false);
        using var response = answer.Value;
        if (call.Outline.Stream && call.Operation.Streams && response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            return (NotOurs(endpoint), false);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(call.Sink.Gone).ConfigureAwait(false);
            return call.Outline.Stream && call.Operation.Streams
                ? await PassEventsAsync(call, stream, tally, endpoint).ConfigureAwait(false)
                : await PassBodyAsync(call, stream, response.Content.Headers.ContentLength, tally, endpoint).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return (Failed(EngineClient.KindOf(exception), endpoint), false);
        }
    }

    private async Task<(Failure? Failure, bool Begun)> PassBodyAsync(
        RelayCall call, Stream stream, long? length, RelayTally tally, ReplicaEndpoint endpoint)
    {
        if (length > options.LargestAnswer)
            return (TooLarge, false);
        var buffer = ArrayPool<byte>.Shared.Rent((int)(length ?? 16 * 1024) + 1);
        var filled = 0;
        try
        {
            while (await stream.ReadAsync(buffer.AsMemory(filled), call.Sink.Gone).ConfigureAwait(false) is var read and > 0)
            {
                filled += read;
                if (filled > options.LargestAnswer)
                    return (TooLarge, false);
                if (filled == buffer.Length)
                    buffer = Grow(buffer, filled);
            }

            if (length is { } whole && filled < whole)
                return (Broken(endpoint), false);
            if (AnswerOutline.FindUsage(buffer.AsSpan(0, filled)) is not { } usage)
                return (NotOurs(endpoint), false);
            tally.NoteUsage(buffer.AsSpan(usage));
            tally.BytesOut = filled;
            call.Sink.Begin(streams: false, filled);
            call.Sink.Body.Write(buffer.AsSpan(0, filled));
            await call.Sink.Body.FlushAsync(call.Sink.Gone).ConfigureAwait(false);
            return (null, true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<(Failure? Failure, bool Begun)> PassEventsAsync(
        RelayCall call, Stream stream, RelayTally tally, ReplicaEndpoint endpoint)
    {
        var filter = new EventFilter(call.Outline, tally);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var filled = 0;
        var begun = false;
        var kind = EngineFailureKind.Broken;
        try
        {
            while (await ReadAsync().ConfigureAwait(false) is var read and > 0)
            {
                filled += read;
                if (!begun)
                    call.Sink.Begin(streams: true, null);
                begun = true;
                var taken = filter.Pass(buffer.AsSpan(0, filled), call.Sink.Body);
                tally.BytesOut += taken;
                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;
                if (filled == buffer.Length)
                    buffer = Grow(buffer, filled);
                if (taken > 0 && (await call.Sink.Body.FlushAsync(call.Sink.Gone).ConfigureAwait(false)).IsCompleted)
                    return (new Failure(FailureKind.Cancelled, "the caller went away"), true);
            }

            if (filter.SawEnd && !filter.SawError)
                return (null, begun);
            var failure = Failed(kind, endpoint);
            if (begun && !filter.SawError)
            {
                StreamError.Write(call.Sink.Body, failure);
                await call.Sink.Body.FlushAsync(call.Sink.Gone).ConfigureAwait(false);
            }

            return (failure, begun);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        async ValueTask<int> ReadAsync()
        {
            try
            {
                return await stream.ReadAsync(buffer.AsMemory(filled), call.Sink.Gone).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                kind = EngineClient.KindOf(exception);
                return 0;
            }
        }
    }

    private static Failure Broken(ReplicaEndpoint endpoint) => Failed(EngineFailureKind.Broken, endpoint);

    private static Failure NotOurs(ReplicaEndpoint endpoint) => Failed(EngineFailureKind.Malformed, endpoint);

    private static Failure Failed(EngineFailureKind kind, ReplicaEndpoint endpoint) => new EngineFailure(kind, "").ToFailure(endpoint);

    private static byte[] Grow(byte[] buffer, int filled)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private UsageRecord UsageOf(RelayCall call, Route route, Seat seat, RelayTally tally, Failure? failure, int attempt)
    {
        var (usage, estimated) = failure is { Kind: FailureKind.EngineCrashed or FailureKind.EngineGone or FailureKind.BackendUnreachable }
            ? (new Usage(), false)
            : tally.Count(call.Body.Length);
        return new UsageRecord
        {
            Id = Ids.New(time),
            Project = call.Caller.Project,
            At = time.Now(),
            CallerId = call.Caller.Id,
            UserId = call.Outline.User ?? "",
            Operation = call.Operation.Name,
            Model = call.Outline.Model ?? router.DefaultModel,
            DeploymentId = route.Deployment.Id,
            Version = seat.Replica.Version,
            ReplicaId = seat.Replica.Id,
            Attempt = attempt,
            Status = failure?.Kind.Meaning().Status ?? 200,
            ErrorType = failure?.Kind.Meaning().Type,
            PromptTokens = usage.PromptTokens,
            CachedTokens = usage.PromptTokensDetails?.CachedTokens ?? 0,
            CompletionTokens = usage.CompletionTokens,
            Estimated = estimated,
            QueueTime = seat.Waited.ToMicros(),
            FirstTokenTime = tally.FirstToken.ToMicros(),
            ProcessingTime = tally.Elapsed.ToMicros(),
            BytesOut = tally.BytesOut,
            Request = usageWriter.KeepsRequests ? Encoding.UTF8.GetString(call.Body.Span) : null,
        };
    }
}

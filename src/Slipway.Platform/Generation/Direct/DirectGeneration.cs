using System.Text;
using Slipway.Platform.Common;
using Slipway.Platform.Generation.Relays;
using Slipway.Platform.Metering;
using Slipway.Platform.Routing;

namespace Slipway.Platform.Generation.Direct;

/// <summary>Generates while the caller waits: finds the model, loads it where nobody has, takes a seat, and meters what was done.</summary>
public sealed class DirectGeneration(OnDemandModels models, TextGenerator generator, UsageWriter usage, RelayOptions options, TimeProvider time)
{
    public async Task<Result<DirectAnswer>> RunAsync(DirectRequest request, CancellationToken gone)
    {
        var found = await models.FindAsync(request.Caller.Project, request.Parameters.Model, request.Version).ConfigureAwait(false);
        if (!found.Succeeded)
            return found.Failure;
        var model = found.Value;
        var parameters = request.Parameters;
        if (request.Render is { } render)
        {
            var prompt = render((model.Version ?? await models.VersionAsync(request.Caller.Project, model.Route.Deployment.Version).ConfigureAwait(false))?.InputTemplate);
            if (!prompt.Succeeded)
                return prompt.Failure;
            parameters = parameters with { Prompt = prompt.Value };
        }

        var user = parameters.UserId.Length > 0 ? parameters.UserId : request.Session ?? "";
        var visitor = new Visitor(request.Caller.Id, user, options.Patience, Opening.Of(Encoding.UTF8.GetBytes(parameters.Prompt)));
        for (var attempt = 1; ; attempt++)
        {
            var admission = await model.Route.EnterAsync(visitor, model.Version?.Id, gone).ConfigureAwait(false);
            if (!admission.Granted)
                return admission.Refusal;
            using var seat = admission.Seat;
            if (BackEndTaste.Refuses(parameters, seat.Replica.Endpoint.Dialect) is { } refused)
                return refused;
            var generated = await generator.RunAsync(
                seat, parameters, _ => { }, () => new Failure(FailureKind.Cancelled, "the caller went away"), gone).ConfigureAwait(false);
            // A replica that died before it said anything is passed by for another one.
            var again = attempt < options.MostAttempts && generated.Text.Length == 0
                && generated.Failure?.Kind is FailureKind.EngineCrashed or FailureKind.EngineGone or FailureKind.BackendUnreachable;
            usage.Record(UsageOf(request, model, seat, generated, attempt) with { Lost = again });
            if (generated.Failure is not { } failure)
                return new DirectAnswer(await models.NameOfAsync(request.Caller.Project, seat.Replica.Version).ConfigureAwait(false), generated);
            if (!again)
                return failure;
            if (failure.Kind == FailureKind.EngineGone)
                await Task.Delay(options.PauseWhenGone, time, gone).ConfigureAwait(false);
        }
    }

    private UsageRecord UsageOf(DirectRequest request, FoundModel model, Seat seat, Generated generated, int attempt) => new()
    {
        Id = Ids.New(time),
        Project = request.Caller.Project,
        At = time.Now(),
        CallerId = request.Caller.Id,
        UserId = request.Parameters.UserId,
        Operation = request.Operation,
        Model = request.Parameters.Model,
        DeploymentId = model.Route.Deployment.Id,
        Version = seat.Replica.Version,
        ReplicaId = seat.Replica.Id,
        Attempt = attempt,
        Status = generated.Failure?.Kind.Meaning().Status ?? 200,
        ErrorType = generated.Failure?.Kind.Meaning().Type,
        PromptTokens = generated.PromptTokens,
        CachedTokens = generated.CachedTokens,
        CompletionTokens = generated.CompletionTokens,
        Estimated = generated.Estimated,
        QueueTime = seat.Waited.ToMicros(),
        FirstTokenTime = generated.FirstToken.ToMicros(),
        ProcessingTime = generated.Total.ToMicros(),
        BytesOut = Encoding.UTF8.GetByteCount(generated.Text),
    };
}

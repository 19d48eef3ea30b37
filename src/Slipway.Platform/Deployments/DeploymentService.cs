using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Deployments.Machine;
using Slipway.Platform.Registry;

namespace Slipway.Platform.Deployments;

/// <summary>What callers do with deployments, in words of no contract.</summary>
public sealed class DeploymentService : IModelUser
{
    private readonly DeploymentDirector _director;
    private readonly DeploymentController _controller;
    private readonly DeployableModels _models;
    private readonly MachineMemory _machine;
    private readonly ISealer _sealer;
    private readonly DeploymentOptions _options;
    private readonly TimeProvider _time;

    public DeploymentService(
        DeploymentDirector director, DeploymentController controller, DeployableModels models, MachineMemory machine, ISealer sealer,
        DeploymentOptions options, TimeProvider time) =>
        (_director, _controller, _models, _machine, _sealer, _options, _time) = (director, controller, models, machine, sealer, options, time);

    public IReadOnlyList<Deployment> List(Caller caller) =>
        [.. _controller.Deployments.Where(each => each.Kind == DeploymentKind.Endpoint && each.Project == caller.Project).OrderBy(each => each.Id, StringComparer.Ordinal)];

    /// <summary>By id, else by name.</summary>
    public Result<Deployment> Find(Caller caller, string id)
    {
        var mine = List(caller);
        var found = mine.FirstOrDefault(each => each.Id == id) ?? mine.FirstOrDefault(each => each.Name == id);
        return found is null ? new Failure(FailureKind.NotFound, $"Deployment not found: {id}") : found;
    }

    /// <summary>A model that has a deployment rolls out in that one; any other gets one of its own name.</summary>
    public async Task<Result<Deployment>> DeployAsync(Caller caller, DeploymentRequest request)
    {
        var plan = await PlanAsync(caller, request).ConfigureAwait(false);
        if (!plan.Succeeded)
            return plan.Failure;
        return plan.Value.Existing is { } existing
            ? await RollAsync(existing.Id, caller, request, plan.Value).ConfigureAwait(false)
            : await AddAsync(caller, request, plan.Value, request.Name ?? plan.Value.Version.ModelName).ConfigureAwait(false);
    }

    /// <summary>What would happen, and what stands in the way.</summary>
    public async Task<Result<DeploymentPlan>> PlanAsync(Caller caller, DeploymentRequest request)
    {
        var found = await _models.FindAsync(caller.Project, request.ModelId!, request.ModelVersion).ConfigureAwait(false);
        if (!found.Succeeded)
            return found.Failure;
        var prepared = _models.Prepare(found.Value);
        if (!prepared.Succeeded)
            return prepared.Failure;
        var type = request.DeploymentType ?? "kubernetes";
        if (type == "kubernetes" && !_options.KubernetesFallback)
        {
            return new Failure(FailureKind.Conflict,
                "no Kubernetes cluster is configured; set KUBERNETES_FALLBACK=true to run the deployment as processes on this machine");
        }

        var existing = request.Name is null ? List(caller).FirstOrDefault(each => each.Name == found.Value.Name && each.Spec!.ModelName == found.Value.Name) : null;
        if (_machine.NeverFits(prepared.Value.Source, request.Over(existing?.Spec!.Resources ?? new ResourceLimits()).Bytes) is { } tooLarge)
            return tooLarge;
        var version = prepared.Value with { Environment = Seal(request.Environment) };
        // An alias is followed: when it moves, so does the deployment.
        var alias = request.ModelVersion is { } asked && asked != found.Value.Version ? asked : null;
        return new DeploymentPlan(version, existing, alias, ModelFootprint.Of(version.Source), _machine.Capacity, _machine.Booked);
    }

    public async Task<Result<Deployment>> UpdateAsync(Caller caller, string id, DeploymentRequest request)
    {
        var found = Find(caller, id);
        if (!found.Succeeded)
            return found;
        if (_machine.NeverFits(found.Value.Source, request.Over(found.Value.Spec!.Resources).Bytes) is { } tooLarge)
            return tooLarge;
        return await _director.ChangeAsync(found.Value.Id, caller.Id, "its settings were changed", deployment =>
        {
            var changed = Change(deployment, request);
            return request.CanaryPercentage is { } percentage
                ? changed.With(_director.Machine.Move(changed.Rollout!, percentage, _time.Now())) : changed;
        }).ConfigureAwait(false);
    }

    public async Task<Result<Deployment>> RollBackAsync(Caller caller, string id)
    {
        var found = Find(caller, id);
        return !found.Succeeded ? found : await _director.ChangeAsync(found.Value.Id, caller.Id, "a rollback was asked for", deployment =>
        {
            var rolled = _director.Machine.RollBack(deployment.Rollout!, deployment.Spec!.Scaling.Least, _time.Now());
            return rolled.Succeeded ? deployment.With(rolled.Value) : rolled.Failure;
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> DeleteAsync(Caller caller, string id)
    {
        var found = Find(caller, id);
        if (!found.Succeeded)
            return found.Failure;
        await _director.RemoveAsync(found.Value.Id).ConfigureAwait(false);
        return null;
    }

    /// <summary>Completes when nothing of it runs any more.</summary>
    public Task<Result<Deployment>> HibernateAsync(Caller caller, string id, CancellationToken cancellation) => SwitchAsync(
        caller, id, "hibernation was asked for", rollout => RolloutMachine.Hibernate(rollout),
        deployment => deployment.Rollout!.Phase != RolloutPhase.Hibernating, cancellation);

    /// <summary>Completes when it answers.</summary>
    public Task<Result<Deployment>> ActivateAsync(Caller caller, string id, CancellationToken cancellation) => SwitchAsync(
        caller, id, "activation was asked for",
        rollout => RolloutMachine.Wake(rollout, 1, _time.Now()),
        deployment => deployment.Rollout!.Phase is not (RolloutPhase.Activating or RolloutPhase.Provisioning), cancellation);

    /// <summary>An alias has moved or a stage has changed: who follows it rolls out what it names now.</summary>
    public async Task FollowAsync(string project, string model)
    {
        foreach (var deployment in _controller.Deployments.Where(each => each.Project == project && each.Spec is { FollowsAlias: not null } spec && spec.ModelName == model))
        {
            var found = await _models.FindAsync(project, model, deployment.Spec!.FollowsAlias).ConfigureAwait(false);
            if (!found.Succeeded || found.Value.Id == deployment.Rollout!.Asked.Id || _models.Prepare(found.Value) is not { Succeeded: true } prepared)
                continue;
            await _director.ChangeAsync(deployment.Id, "", $"its alias '{deployment.Spec.FollowsAlias}' names version {found.Value.Version} now", present =>
                present.With(_director.Machine.Deploy(present.Rollout!, prepared.Value, null, present.Spec!.Scaling.Least, _time.Now()))).ConfigureAwait(false);
        }
    }

    public ValueTask<string?> UseOfAsync(ModelVersion version) => new(_controller.Deployments
        .FirstOrDefault(each => each.Rollout is { } rollout && (rollout.Stable.Id == version.Id || rollout.Canary?.Id == version.Id)) is { } user
        ? $"deployment '{user.Name}'" : null);

    private Task<Result<Deployment>> RollAsync(string id, Caller caller, DeploymentRequest request, DeploymentPlan plan) =>
        _director.ChangeAsync(id, caller.Id, $"version {plan.Version.Version} was deployed", deployment =>
        {
            var changed = Change(deployment, request with { Environment = null });
            var before = changed.Rollout!;
            var rolled = _director.Machine.Deploy(before, plan.Version, request.CanaryPercentage, changed.Spec!.Scaling.Least, _time.Now());
            // The version that serves already, with other variables: its replicas are replaced.
            var replaces = before.Stable.Id == plan.Version.Id && before.WasLive && !Equal(before.Stable.Environment, plan.Version.Environment);
            changed = changed with { Spec = changed.Spec with { FollowsAlias = plan.Alias }, Revision = changed.Revision + (replaces ? 1 : 0) };
            return changed.With(replaces && rolled.Phase == RolloutPhase.Serving ? rolled with { Phase = RolloutPhase.Updating } : rolled);
        });

    private async Task<Result<Deployment>> AddAsync(Caller caller, DeploymentRequest request, DeploymentPlan plan, string name)
    {
        var now = _time.Now();
        var scaling = request.Over(new ScalingPolicy());
        var deployment = new Deployment
        {
            Id = Ids.New(_time),
            Project = caller.Project,
            Name = name,
            Kind = DeploymentKind.Endpoint,
            Source = plan.Version.Source,
            Wanted = true,
            Revision = 1,
            CreatedAt = now,
            UpdatedAt = now,
            Spec = new DeploymentSpec
            {
                ModelId = request.ModelId!,
                ModelName = plan.Version.ModelName,
                ModelType = request.ModelType ?? "original",
                DeploymentType = request.DeploymentType ?? "kubernetes",
                Resources = request.Over(new ResourceLimits()),
                Scaling = scaling,
                Cost = request.Over(new CostPolicy()),
                InstanceType = request.InstanceType,
                Mirror = request.Mirror ?? false,
                FollowsAlias = plan.Alias,
                Metadata = request.Metadata ?? "{}",
                CreatedBy = caller.Id,
            },
        };
        return await _director.AddAsync(
            deployment.With(RolloutMachine.First(plan.Version, Math.Max(1, request.InstanceCount ?? scaling.Least), now)), caller.Id).ConfigureAwait(false);
    }

    /// <summary>Changes what must change and nothing else: only what an engine runs with makes its replicas be replaced.</summary>
    private Deployment Change(Deployment deployment, DeploymentRequest request)
    {
        var spec = deployment.Spec!;
        var resources = request.Over(spec.Resources);
        var scaling = request.Over(spec.Scaling);
        var rollout = deployment.Rollout!;
        var replaces = (resources.Cpu, resources.Memory) != (spec.Resources.Cpu, spec.Resources.Memory);
        if (request.Environment is { } environment && !Equal(rollout.Stable.Environment, environment))
        {
            var sealedValues = Seal(environment);
            rollout = rollout with { Stable = rollout.Stable with { Environment = sealedValues }, Canary = rollout.Canary is { } canary ? canary with { Environment = sealedValues } : null };
            replaces = true;
        }

        if (rollout.Replicas > 0 && (request.InstanceCount is not null || scaling != spec.Scaling))
            rollout = rollout with { Replicas = Math.Clamp(request.InstanceCount ?? rollout.Replicas, Math.Max(1, scaling.Least), Math.Max(1, scaling.Most)) };
        if (replaces && rollout.Phase is (RolloutPhase.Serving or RolloutPhase.RolledBack))
            rollout = rollout with { Phase = RolloutPhase.Updating };
        var changed = deployment with
        {
            Revision = deployment.Revision + (replaces ? 1 : 0),
            UpdatedAt = _time.Now(),
            Spec = spec with
            {
                Resources = resources,
                Scaling = scaling,
                Cost = request.Over(spec.Cost),
                InstanceType = request.InstanceType ?? spec.InstanceType,
                Mirror = request.Mirror ?? spec.Mirror,
                Metadata = request.Metadata ?? spec.Metadata,
            },
        };
        return changed.With(rollout);
    }

    private async Task<Result<Deployment>> SwitchAsync(
        Caller caller, string id, string what, Func<Rollout, Result<Rollout>> change, Func<Deployment, bool> done, CancellationToken cancellation)
    {
        var found = Find(caller, id);
        if (!found.Succeeded)
            return found;
        var changed = await _director.ChangeAsync(found.Value.Id, caller.Id, what, deployment =>
        {
            var rollout = change(deployment.Rollout!);
            return rollout.Succeeded ? rollout.Value == deployment.Rollout ? deployment : deployment.With(rollout.Value) : rollout.Failure;
        }).ConfigureAwait(false);
        if (!changed.Succeeded)
            return changed;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_options.WaitWithin);
        try
        {
            if (await _director.UntilAsync(found.Value.Id, done, patience.Token).ConfigureAwait(false) is not { } reached)
                return new Failure(FailureKind.NotFound, $"Deployment not found: {id}");
            return reached.Rollout!.Phase == RolloutPhase.Failed
                ? new Failure(FailureKind.ModelNotReady, $"the deployment '{reached.Name}' failed: {reached.Rollout.Reason}") : reached;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Failure(FailureKind.ModelNotReady, $"it was not done within {_options.WaitWithin.TotalSeconds:0} s and goes on")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }
    }

    private Dictionary<string, string>? Seal(IReadOnlyDictionary<string, string>? values) =>
        values is { Count: > 0 } ? values.ToDictionary(pair => pair.Key, pair => _sealer.Seal(pair.Value)) : null;

    /// <summary>What was sealed twice looks different, so values are compared in the open.</summary>
    private bool Equal(IReadOnlyDictionary<string, string>? kept, IReadOnlyDictionary<string, string>? given) =>
        (kept?.Count ?? 0) == (given?.Count ?? 0)
        && (kept ?? new Dictionary<string, string>()).All(pair => given!.TryGetValue(pair.Key, out var value) && Open(pair.Value) == Open(value));

    private string Open(string value)
    {
        try
        {
            return _sealer.Open(value);
        }
        catch (SealBrokenException)
        {
            return value;
        }
    }
}

using System.Text.Json;
using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Platform.Datasets;
using Slipway.Platform.Jobs;
using Slipway.Platform.Registry;
using Slipway.Platform.Registry.Intake;
using Slipway.Protocol.Jobs;

namespace Slipway.Serving;

/// <summary>Registers the model that a training job made, and gives a model the figures that an evaluation found.</summary>
internal sealed class JobOutcome(ModelRegistry registry, ModelIntake intake, DatasetBook datasets) : IJobOutcome
{
    public async Task<Result<string>> TakeAsync(Job job, JobResult result, CancellationToken cancellation)
    {
        var caller = new Caller(job.CreatedBy, job.CreatedBy, Role.Operator, job.Project);
        return job.Kind == JobKinds.Training
            ? await RegisterAsync(caller, job, result, cancellation).ConfigureAwait(false)
            : await DescribeAsync(job, result).ConfigureAwait(false);
    }

    private async Task<Result<string>> RegisterAsync(Caller caller, Job job, JobResult result, CancellationToken cancellation)
    {
        var name = job.ExperimentName ?? job.Id;
        // A restart may find a job whose model is registered already.
        if ((await registry.OfJobAsync(job.Project, job.Id).ConfigureAwait(false)).Any(version => version.Name == name))
            return name;
        if ((result.Model ?? result.Adapter) is not { } path)
            return new Failure(FailureKind.Internal, "the job left no model");
        var dataset = await datasets.FindByIdAsync(job.DatasetRow).ConfigureAwait(false);
        var model = new NewModel
        {
            Name = name,
            Framework = result.Model is null ? "safetensors" : "gguf",
            Source = $"training job {job.Id}",
            Metadata = "{}",
            ModelType = job.ModelType,
            Description = job.Description,
            Metrics = MetricsOf(result),
            Lineage = new ModelLineage(job.ParentId, dataset?.FullName ?? job.Dataset, job.Id),
            InputTemplate = dataset?.Findings is { } findings ? InputTemplates.For(findings) : null,
        };
        var taken = await intake.TakeLocalAsync(caller, model, path, inPlace: false, cancellation).ConfigureAwait(false);
        return taken.Succeeded ? taken.Value.Name : taken.Failure;
    }

    private async Task<Result<string>> DescribeAsync(Job job, JobResult result)
    {
        if (await registry.ResolveAsync(job.Project, job.ModelType).ConfigureAwait(false) is { } version && MetricsOf(result) is { } metrics)
            await registry.SaveAsync(version with { Metrics = metrics }).ConfigureAwait(false);
        return job.ModelType;
    }

    private static ModelMetrics? MetricsOf(JobResult result) => result.Metrics is { } metrics
        ? new ModelMetrics(JsonSerializer.Serialize(metrics, JobJson.Default.EvaluationMetrics), Measured: true)
        : null;
}

using System.Text.Json;
using Slipway.Platform.Jobs;
using Slipway.Protocol.Jobs;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>Jobs in the words of ML Infrastructure.</summary>
internal static class JobView
{
    public static void WriteItem(Utf8JsonWriter json, Job job)
    {
        json.WriteStartObject();
        WriteCommon(json, job);
        json.WriteEndObject();
    }

    public static void WriteList(Utf8JsonWriter json, IReadOnlyList<Job> page, long total, int limit, int offset)
    {
        json.WriteStartObject();
        json.WriteStartArray(page is [{ Kind: JobKinds.Evaluation }, ..] ? "evaluations" : "jobs");
        foreach (var job in page)
            WriteItem(json, job);
        json.WriteEndArray();
        json.WriteNumber("total"u8, total);
        json.WriteNumber("limit"u8, limit);
        json.WriteNumber("offset"u8, offset);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Job job)
    {
        json.WriteStartObject();
        WriteCommon(json, job);
        Time(json, "started_at", job.StartedAt);
        Time(json, "finished_at", job.FinishedAt);
        json.WriteString("description"u8, job.Description);
        if (job.Progress is { } progress)
            WriteProgress(json, progress);
        else
            json.WriteNull("progress"u8);
        if (job.Kind == JobKinds.Training)
            json.WriteString("model_id"u8, job.ModelId);
        if (job.Problem is { } problem)
            json.WriteString("error"u8, problem);
        if (job.Result is { } result)
            WriteResult(json, result);
        if (job.Kind == JobKinds.Training)
        {
            json.WritePropertyName("config"u8);
            JsonSerializer.Serialize(json, job.Config, JobJson.Default.TrainingConfig);
        }

        json.WriteEndObject();
    }

    public static void WriteCurve(Utf8JsonWriter json, Job job, IReadOnlyList<JobEvent> curve)
    {
        json.WriteStartObject();
        json.WriteString("job_id"u8, job.Id);
        json.WriteStartArray("points"u8);
        foreach (var point in curve)
        {
            json.WriteStartObject();
            var progress = point.Progress!;
            json.WriteNumber("step"u8, progress.CurrentStep);
            json.WriteNumber("epoch"u8, progress.CurrentEpoch);
            Number(json, "loss", progress.Loss);
            Number(json, "validation_loss", progress.ValidationLoss);
            Number(json, "learning_rate", progress.LearningRate);
            Number(json, "gradient_norm", progress.GradientNorm);
            Number(json, "tokens_per_second", progress.TokensPerSecond);
            json.WriteString("timestamp"u8, point.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCommon(Utf8JsonWriter json, Job job)
    {
        json.WriteString(job.Kind == JobKinds.Training ? "job_id" : "evaluation_id", job.Id);
        json.WriteString("status"u8, job.Status.Word());
        json.WriteString("created_at"u8, WireTime.Of(job.CreatedAt));
        json.WriteString(job.Kind == JobKinds.Training ? "model_type" : "model_id", job.ModelType);
        json.WriteString("dataset_id"u8, job.Dataset);
        if (job.Kind == JobKinds.Training)
            json.WriteString("experiment_name"u8, job.ExperimentName);
    }

    private static void WriteProgress(Utf8JsonWriter json, JobProgress progress)
    {
        json.WriteStartObject("progress"u8);
        json.WriteString("phase"u8, progress.Phase);
        json.WriteNumber("current_epoch"u8, progress.CurrentEpoch);
        json.WriteNumber("total_epochs"u8, progress.TotalEpochs);
        json.WriteNumber("current_step"u8, progress.CurrentStep);
        json.WriteNumber("total_steps"u8, progress.TotalSteps);
        Number(json, "loss", progress.Loss);
        Number(json, "learning_rate", progress.LearningRate);
        Number(json, "tokens_per_second", progress.TokensPerSecond);
        Number(json, "seconds_left", progress.SecondsLeft);
        if (progress.TotalExamples is { } total)
        {
            json.WriteNumber("examples"u8, progress.Examples ?? 0);
            json.WriteNumber("total_examples"u8, total);
        }

        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, JobResult result)
    {
        json.WriteStartObject("metrics"u8);
        if (result.Metrics is { } metrics)
        {
            json.WriteNumber("examples"u8, metrics.Examples);
            Number(json, "loss", metrics.Loss);
            Number(json, "perplexity", metrics.Perplexity);
            Number(json, "accuracy", metrics.Accuracy);
            Number(json, "f1", metrics.F1);
            Number(json, "precision", metrics.Precision);
            Number(json, "recall", metrics.Recall);
            Number(json, "rouge_l", metrics.RougeL);
            Number(json, "trajectory_similarity", metrics.TrajectorySimilarity);
        }

        json.WriteEndObject();
        if (result.Steps is null)
            return;
        json.WriteStartObject("result"u8);
        json.WriteNumber("steps"u8, result.Steps.Value);
        Number(json, "final_loss", result.FinalLoss);
        Number(json, "trained_parameters", result.TrainedParameters);
        Number(json, "training_examples", result.TrainingExamples);
        Number(json, "validation_examples", result.ValidationExamples);
        Number(json, "divergence_to_merged", result.DivergenceToMerged);
        Number(json, "divergence_to_base", result.DivergenceToBase);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value && double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static void Time(Utf8JsonWriter json, string name, long? at)
    {
        if (at is { } micros)
            json.WriteString(name, WireTime.Of(micros));
    }
}

using System.Text.Json;
using Slipway.Models.Synthesis;
using Slipway.Protocol.Jobs;
using Slipway.Testing;
using Slipway.Training.Jobs;

namespace Slipway.Training.Tests.Jobs;

public sealed class JobRunnerTests : IDisposable
{
    private static readonly TrainingConfig Config = new() { LearningRate = 2e-3, BatchSize = 4, Epochs = 2, LoraR = 4, LoraDropout = 0.05, Seed = 3 };

    private readonly TempDirectory _folder = new();
    private readonly List<JobEvent> _events = [];

    [Fact]
    public void Issues_are_learned_on_the_embedded_base_and_what_comes_out_is_proved_and_measured()
    {
        Assert.True(Run(Spec("job") with { Safetensors = true }));
        Assert.Equal(JobEvents.Started, _events[0].Event);
        Assert.Contains("embedded", _events[0].Message, StringComparison.Ordinal);
        var steps = _events.Where(happened => happened is { Event: JobEvents.Progress, Progress.Phase: "training" }).Select(happened => happened.Progress!).ToList();
        var last = steps.Last(step => step.ValidationLoss is not null);
        Assert.Equal((last.TotalSteps, 2, 2), (last.CurrentStep, last.CurrentEpoch, last.TotalEpochs));
        Assert.True(last.Loss < 0.8 * steps.First(step => step.Loss is not null).Loss);
        Assert.Contains(_events, happened => happened.Event == JobEvents.Checkpoint && Directory.Exists(happened.Path));
        var result = _events[^1].Result!;
        Assert.True(result.DivergenceToMerged < 0.01 * result.DivergenceToBase);
        Assert.True(File.Exists(Path.Combine(result.Adapter!, "adapter_config.json")));
        Assert.True(File.Exists(Path.Combine(result.Safetensors!, "model.safetensors")));
        Assert.Equal(result.Metrics!.Examples, File.ReadLines(result.Results!).Count());
        Assert.Equal(result.ValidationExamples, result.Metrics.Examples);
        Assert.InRange(result.Metrics.Perplexity!.Value, 1, 1e4);
        Assert.NotNull(result.Metrics.TrajectorySimilarity);

        // The merged model scores as the base with its adapter does.
        _events.Clear();
        Assert.True(Run(Spec("evaluation") with
        {
            Kind = JobKinds.Evaluation,
            Model = _folder.File("job/base.gguf"),
            Adapter = result.Adapter,
            Dataset = Spec("job").Dataset with { Part = JobDataset.PartHeldOut },
        }));
        Assert.Equal(result.Metrics.Loss!.Value, _events[^1].Metrics!.Loss!.Value, 0.02);
    }

    [Fact]
    public void A_cancelled_job_that_is_started_again_ends_with_the_bits_of_one_that_was_left_alone()
    {
        Assert.True(Run(Spec("straight")));
        using var cancellation = new CancellationTokenSource();
        _events.Clear();
        // After the checkpoint of the first epoch.
        Assert.False(Run(Spec("cancelled"), cancellation, happened => happened.Progress is { CurrentEpoch: 2 }));
        Assert.Equal(JobEvents.Cancelled, _events[^1].Event);
        Assert.True(Run(Spec("cancelled")));
        foreach (var name in new[] { "model.gguf", "adapter/adapter_model.safetensors", "results.jsonl" })
            Assert.Equal(File.ReadAllBytes(_folder.File("straight/" + name)), File.ReadAllBytes(_folder.File("cancelled/" + name)));
    }

    [Fact]
    public void All_weights_are_trained_without_adapters()
    {
        Assert.True(Run(Spec("full") with { Config = Config with { UseLora = false, MaxSteps = 2 }, Evaluation = new EvaluationConfig { MaxTokens = 0 } }));
        var result = _events[^1].Result!;
        Assert.True(File.Exists(result.Model));
        Assert.Null(result.Adapter);
        Assert.Equal(2, result.Steps);
        Assert.Null(result.Metrics!.F1);
        Assert.NotNull(result.Metrics.Loss);
    }

    [Theory]
    [InlineData("learning rate", "learning rate")]
    [InlineData("options", "lora_r: must be")]
    [InlineData("targets", "target_modules: 'nothing'")]
    [InlineData("data", "line 3")]
    [InlineData("sequence", "max_seq_length")]
    [InlineData("model", "missing.gguf")]
    public void A_job_that_cannot_be_done_fails_with_its_reason(string what, string reason)
    {
        var spec = Spec("failing");
        if (what == "data")
            File.WriteAllText(spec.Dataset.Path, "{\"prompt\": \"a\", \"completion\": \"b\"}\n\n{\"prompt\": 1}\n");
        spec = what switch
        {
            "learning rate" => spec with { Config = Config with { LearningRate = 1, UseLora = false, Epochs = 50, MaxGradNorm = 0 } },
            "options" => spec with { Config = Config with { LoraR = 0 } },
            "targets" => spec with { Config = Config with { TargetModules = ["nothing"] } },
            "sequence" => spec with { Config = Config with { MaxSeqLength = 100_000 } },
            "model" => spec with { Model = _folder.File("missing.gguf") },
            _ => spec,
        };
        Assert.False(Run(spec));
        Assert.Equal(JobEvents.Failed, _events[^1].Event);
        Assert.Contains(reason, _events[^1].Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private JobSpec Spec(string folder)
    {
        var path = _folder.File("data.jsonl");
        File.WriteAllLines(path, Enumerable.Range(0, 40).Select(i => JsonSerializer.Serialize(new
        {
            repository = i % 2 == 0 ? "kubernetes/kubernetes" : "hashicorp/terraform",
            issue_title = $"Problem {i}",
            issue_description = $"It ends with code {i % 5}.",
            resolution = "Read the logs.\nStart it again.",
            trajectory = new[] { "Read the logs.", "Start it again." },
        })));
        return new JobSpec
        {
            Kind = JobKinds.Training,
            Model = EmbeddedBase.Name,
            Folder = _folder.File(folder),
            Dataset = new JobDataset(path, "jsonl") { HeldOut = 0.15 },
            Config = Config,
            Threads = 2,
            Evaluation = new EvaluationConfig { MaxTokens = 12 },
        };
    }

    private bool Run(JobSpec spec, CancellationTokenSource? cancellation = null, Func<JobEvent, bool>? cancelAt = null)
    {
        using var runner = new JobRunner(spec, TimeProvider.System, happened =>
        {
            _events.Add(happened);
            if (cancelAt?.Invoke(happened) == true)
                cancellation!.Cancel();
        });
        return runner.Run(cancellation?.Token ?? CancellationToken.None);
    }
}

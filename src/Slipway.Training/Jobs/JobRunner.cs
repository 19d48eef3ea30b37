using System.Text.Json;
using Slipway.Formats;
using Slipway.Formats.Datasets;
using Slipway.Formats.Gguf;
using Slipway.Models;
using Slipway.Models.HuggingFace;
using Slipway.Models.Quantization;
using Slipway.Models.Synthesis;
using Slipway.Protocol.Jobs;
using Slipway.Training.Checkpoints;
using Slipway.Training.Data;
using Slipway.Training.Export;

namespace Slipway.Training.Jobs;

/// <summary>
/// Does what a <see cref="JobSpec"/> says and tells of it.
/// <para>
/// Training: 1. the base is opened (a Hugging Face directory becomes a GGUF file first), the examples are read and encoded by the model's template;
/// 2. the run goes on from the newest checkpoint of the job's folder, or begins; 3. adapters are written in PEFT's format and llama.cpp's, merged where that is
/// asked for, and the merge is proved; 4. the result is evaluated on what was held out. Files appear under their names when they are whole, so a
/// job that is started again after a kill loses nothing but what follows its last checkpoint.
/// </para>
/// </summary>
public sealed class JobRunner(JobSpec spec, TimeProvider clock, Action<JobEvent> tell) : IDisposable
{
    private const int ProofExamples = 4;

    private readonly JobReporter _reporter = new(clock, tell);
    private readonly int _threads = spec.Threads ?? Environment.ProcessorCount;

    private string BasePath => In("base.gguf");

    /// <summary>True where the job completed. Whatever happened, the last event says so.</summary>
    public bool Run(CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(spec.Folder);
            var result = spec.Kind switch
            {
                JobKinds.Training => Train(cancellation),
                JobKinds.Evaluation => EvaluateOnly(cancellation),
                _ => throw new ArgumentException($"kind: '{spec.Kind}' is neither {JobKinds.Training} nor {JobKinds.Evaluation}"),
            };
            _reporter.Tell(new JobEvent { Event = JobEvents.Completed, Result = result, Metrics = result.Metrics });
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _reporter.Tell(new JobEvent { Event = JobEvents.Cancelled });
        }
        catch (Exception error) when (error is ModelFileException or TrainingDivergedException or ArgumentException or IOException
            or UnauthorizedAccessException or OutOfMemoryException)
        {
            _reporter.Tell(new JobEvent { Event = JobEvents.Failed, Message = error.Message });
        }
        return false;
    }

    public void Dispose() => _reporter.Dispose();

    private JobResult Train(CancellationToken cancellation)
    {
        if (spec.Config.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join("; ", problems));
        using var file = GgufFile.Open(OpenableBase(cancellation));
        var examples = JobExamples.Read(spec.Dataset, cancellation);
        var encoder = ExampleEncoder.For(file);
        var (train, heldOut) = (Encode(encoder, examples.Train), Encode(encoder, examples.HeldOut));
        if (train.Count == 0)
            throw new ArgumentException("dataset: no example is left to train on");
        var context = Models.Architectures.Architecture.Describe(file).ContextLength;
        using var trainer = new Trainer(file, train, heldOut, JobOptions.Of(spec.Config, context, train, _threads), clock);
        var checkpoints = new CheckpointStore(In("checkpoints"))
        {
            Saved = path => _reporter.Tell(new JobEvent { Event = JobEvents.Checkpoint, Path = path }),
        };
        _reporter.Tell(new JobEvent
        {
            Event = JobEvents.Started,
            Message = spec.Model == EmbeddedBase.Name ? "the base is the embedded Llama 4 with random weights; configure a real checkpoint for real answers" : null,
            Progress = new JobProgress { TotalEpochs = spec.Config.Epochs, TotalSteps = trainer.TotalSteps },
        });
        var loss = (double?)null;
        trainer.Run(checkpoints, new Told(report =>
        {
            loss = report.Loss;
            _reporter.Progress(Progress(report), report.Step == 1 || report.ValidationLoss is not null || report.Step == report.TotalSteps);
        }), cancellation);
        return Export(file, trainer, examples, train, heldOut, cancellation) with
        {
            Steps = trainer.State.Step,
            FinalLoss = loss ?? trainer.State.MeanLoss,
            TrainedParameters = trainer.Model.Parameters.Count,
            TrainingExamples = train.Count,
            ValidationExamples = heldOut.Count,
        };
    }

    private JobResult Export(
        GgufFile file, Trainer trainer, JobExamples examples, List<TrainingExample> train, List<TrainingExample> heldOut, CancellationToken cancellation)
    {
        _reporter.Phase("exporting");
        var (adapter, merged) = (trainer.Model.Lora is not null, trainer.Model.Lora is null || spec.Merge);
        var result = new JobResult();
        if (adapter)
        {
            result = result with { Adapter = In("adapter"), AdapterGguf = In("adapter.gguf") };
            PeftExport.Write(result.Adapter, file, trainer.Model, spec.BaseName ?? Path.GetFileNameWithoutExtension(spec.Model));
            GgufAdapterWriter.Write(result.AdapterGguf, trainer.Model, spec.Name ?? "adapter");
        }
        if (merged)
        {
            result = result with { Model = In("model.gguf") };
            new ModelExport(file, trainer.Model).Write(result.Model, QuantizationMix.F16, new Dictionary<string, object> { ["general.name"] = spec.Name ?? "fine-tuned" });
            if (adapter)
                result = Proved(file, trainer, heldOut.Count > 0 ? heldOut : train, result);
            if (spec.Safetensors)
            {
                result = result with { Safetensors = In("model") };
                using var full = GgufFile.Open(result.Model!);
                new HuggingFaceWriter(full, TensorType.F16).Write(result.Safetensors, cancellation: cancellation);
            }
        }
        return Evaluated(result.Model ?? file.Path, merged ? null : result.Adapter, examples.HeldOut.Count > 0 ? examples.HeldOut : examples.Train, result, cancellation);
    }

    private static JobResult Proved(GgufFile file, Trainer trainer, List<TrainingExample> examples, JobResult result)
    {
        using var merged = GgufFile.Open(result.Model!);
        var proof = MergeProof.Measure(trainer.Model, file, merged, [.. examples.Take(ProofExamples)]);
        return proof.Holds
            ? result with { DivergenceToMerged = proof.ToMerged, DivergenceToBase = proof.ToBase }
            : throw new ModelFileException(result.Model!, "merge",
                FormattableString.Invariant($"does not say what base and adapter say: divergence {proof.ToMerged:G3}, from the base {proof.ToBase:G3}"));
    }

    private JobResult EvaluateOnly(CancellationToken cancellation)
    {
        var examples = JobExamples.Read(spec.Dataset, cancellation).Part(spec.Dataset.Part);
        if (examples.Count == 0)
            throw new ArgumentException("dataset: no example is left to evaluate with");
        _reporter.Tell(new JobEvent { Event = JobEvents.Started, Progress = new JobProgress { Phase = "evaluating", TotalExamples = examples.Count } });
        return Evaluated(spec.Model == EmbeddedBase.Name ? OpenableBase(cancellation) : spec.Model, spec.Adapter, examples, new JobResult(), cancellation);
    }

    private JobResult Evaluated(string model, string? adapter, IReadOnlyList<Example> examples, JobResult result, CancellationToken cancellation)
    {
        var path = In("results.jsonl");
        using var evaluator = new ModelEvaluator(model, adapter, _threads);
        EvaluationMetrics metrics;
        using (var lines = new StreamWriter(path + ".new"))
        {
            metrics = evaluator.Run(examples, spec.Evaluation, (example, count) =>
            {
                lines.WriteLine(JsonSerializer.Serialize(example, JobJson.Default.ExampleResult));
                _reporter.Phase("evaluating", example.Index + 1, count);
            }, cancellation);
        }
        File.Move(path + ".new", path, overwrite: true);
        _reporter.Tell(new JobEvent { Event = JobEvents.Evaluated, Metrics = metrics, Path = path });
        return result with { Results = path, Metrics = metrics };
    }

    /// <summary>The base as a GGUF file.</summary>
    private string OpenableBase(CancellationToken cancellation)
    {
        if (spec.Model == EmbeddedBase.Name)
        {
            if (!File.Exists(BasePath))
                EmbeddedBase.Write(BasePath);
            return BasePath;
        }
        if (!Directory.Exists(spec.Model))
            return spec.Model;
        if (!File.Exists(BasePath))
        {
            _reporter.Phase("converting");
            using var directory = HuggingFaceModel.Open(spec.Model, withTokenizer: true);
            var mix = QuantizationMix.Find(ModelFacts.Of(directory).MainType.ToString())!;
            new Quantizer(directory, mix, new QuantizerOptions { Threads = _threads }).Write(BasePath, cancellation: cancellation);
        }
        return BasePath;
    }

    private JobProgress Progress(StepReport report) => new()
    {
        // A step that ends an epoch belongs to it.
        CurrentEpoch = Math.Clamp((int)Math.Ceiling(report.Epoch - 1e-9), 1, int.MaxValue),
        TotalEpochs = spec.Config.Epochs,
        CurrentStep = report.Step,
        TotalSteps = report.TotalSteps,
        Loss = report.Loss,
        LearningRate = report.LearningRate,
        GradientNorm = report.GradientNorm,
        TokensPerSecond = report.TokensPerSecond,
        SecondsLeft = report.TimeLeft.TotalSeconds,
        ValidationLoss = report.ValidationLoss,
    };

    private string In(string name) => Path.Combine(spec.Folder, name);

    private static List<TrainingExample> Encode(ExampleEncoder encoder, IReadOnlyList<Example> examples) => [.. examples.Select(encoder.Encode)];

    /// <summary>In order and on the trainer's own thread.</summary>
    private sealed class Told(Action<StepReport> report) : IProgress<StepReport>
    {
        public void Report(StepReport value) => report(value);
    }
}

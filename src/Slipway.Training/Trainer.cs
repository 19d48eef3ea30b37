using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Slipway.Formats;
using Slipway.Training.Checkpoints;
using Slipway.Training.Data;
using Slipway.Training.Optimization;
using Slipway.Training.Tape;
using Architecture = Slipway.Models.Architectures.Architecture;

namespace Slipway.Training;

/// <summary>
/// Trains a model on examples. Every number of a run follows from its file, examples and options: order and dropout are drawn from counters,
/// sums run in one order. A run that is killed and continues from a checkpoint ends with the same bits as one that wasn't.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<TrainingExample> _examples;
    private readonly IReadOnlyList<TrainingExample> _validation;
    private readonly BatchPlan _plan;
    private readonly AdamW _optimizer;
    private readonly MicroBatch _batch;
    private readonly LossWatch _watch = new();
    private readonly LearningRate _rate;
    private readonly string _run;
    private TrainingState _state;

    /// <exception cref="ArgumentException">There is nothing to learn in the examples, or the options don't fit the model.</exception>
    public Trainer(
        ModelFile file, IReadOnlyList<TrainingExample> examples, IReadOnlyList<TrainingExample> validation, TrainingOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        if (options.Problems(Architecture.Describe(file).ContextLength) is { Count: > 0 } problems)
            throw new ArgumentException(string.Join("; ", problems));
        _examples = Cut(examples);
        _validation = validation;
        if (_examples.Count == 0)
            throw new ArgumentException("no example has anything to learn");
        var rows = checked(options.BatchSize * (options.MaxSequence - 1));
        Model = new TrainableModel(file, new TrainableModelOptions
        {
            Threads = options.Threads,
            MaxRows = rows,
            Lora = options.Lora,
            Recomputes = options.Recomputes,
            Seed = options.Seed,
        });
        _optimizer = new AdamW(Model.Parameters, options.Adam, Model.Compute);
        _batch = new MicroBatch(rows);
        _plan = new BatchPlan(_examples, options.Packs ? int.MaxValue : options.BatchSize, rows, options.Seed);
        TotalSteps = options.MaxSteps ?? Enumerable.Range(0, options.Epochs).Sum(StepsOf);
        _rate = new LearningRate(options.LearningRate, options.Schedule, options.WarmupSteps, TotalSteps);
        _run = Fingerprint(file, options);
        _state = new TrainingState { Run = _run };
    }

    public TrainableModel Model { get; }

    public int TotalSteps { get; }

    /// <summary>How far it has come.</summary>
    public TrainingState State => _state;

    /// <summary>
    /// Trains to the end. With checkpoints it first continues from the newest one, and writes others at the end of epochs, at the end, and
    /// when the options' time has passed.
    /// </summary>
    /// <exception cref="TrainingDivergedException">The loss became worse instead of better.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the step that was under way is given up.</exception>
    public void Run(CheckpointStore? checkpoints, IProgress<StepReport>? progress, CancellationToken cancellation)
    {
        if (checkpoints?.All() is [var newest, ..])
            Continue(newest);
        var (began, saved, tokens, first) = (_clock.GetTimestamp(), _clock.GetTimestamp(), 0L, _state.Step);
        while (_state.Step < TotalSteps)
        {
            var (loss, norm, rows) = Step(cancellation);
            tokens += rows;
            var ended = _state.Batch == 0 || _state.Step == TotalSteps;
            if (ended && _validation.Count > 0)
                _state = _state with { ValidationLoss = Evaluate(_validation, cancellation) };
            var elapsed = _clock.GetElapsedTime(began);
            progress?.Report(new StepReport(_state.Step, TotalSteps, _state.Epoch + (double)_state.Batch / _plan.Epoch(_state.Epoch).Length,
                loss, _rate.At(_state.Step), norm, tokens / Math.Max(1e-9, elapsed.TotalSeconds),
                elapsed / (_state.Step - first) * (TotalSteps - _state.Step), ended ? _state.ValidationLoss : null));
            if (checkpoints is null || !(ended || _clock.GetElapsedTime(saved) >= _options.CheckpointEvery))
                continue;
            checkpoints.Save(_state, Model.Parameters, _optimizer);
            saved = _clock.GetTimestamp();
        }
    }

    /// <summary>The mean loss of examples' targets.</summary>
    public double Evaluate(IReadOnlyList<TrainingExample> examples, CancellationToken cancellation = default)
    {
        examples = Cut(examples);
        var (loss, targets) = (0.0, 0L);
        for (var i = 0; i < examples.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            _batch.Clear();
            while (i < examples.Count && _batch.Fits(examples[i].Tokens.Length))
            {
                _batch.Add(examples[i].Tokens, examples[i].Learned);
                i++;
            }
            loss += Model.Evaluate(_batch);
            targets += _batch.Targets;
        }
        return loss / Math.Max(1, targets);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        Model.Dispose();
    }

    private (double Loss, double Norm, long Tokens) Step(CancellationToken cancellation)
    {
        var epoch = _plan.Epoch(_state.Epoch);
        var batches = epoch.AsSpan(_state.Batch, Math.Min(_options.Accumulation, epoch.Length - _state.Batch));
        var targets = 0L;
        foreach (var batch in batches)
        {
            foreach (var example in batch)
                targets += _examples[example].Learned.AsSpan(1).Count(true);
        }
        Model.Parameters.ClearGradients();
        var (loss, rows) = (0.0, 0L);
        var dropout = Counter.Key(Counter.Key(_options.Seed, "dropout"), (ulong)_state.Step);
        for (var i = 0; i < batches.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _batch.Clear();
            foreach (var example in batches[i])
                _batch.Add(_examples[example].Tokens, _examples[example].Learned);
            loss += Model.Train(_batch, 1f / targets, Counter.Key(dropout, (ulong)i) | 1);
            rows += _batch.Rows;
        }
        loss /= targets;
        var norm = GradientNorm.Of(Model.Parameters, Model.Compute);
        var step = _state.Step + 1;
        _watch.Add(step, loss, norm);
        var scale = _options.MaxGradientNorm > 0 && norm > _options.MaxGradientNorm ? (float)(_options.MaxGradientNorm / norm) : 1;
        _optimizer.Step(step, _rate.At(step), scale);
        var next = _state.Batch + batches.Length;
        _state = _state with
        {
            Step = step,
            Epoch = next == epoch.Length ? _state.Epoch + 1 : _state.Epoch,
            Batch = next == epoch.Length ? 0 : next,
            MeanLoss = _watch.Mean,
            LowestMeanLoss = _watch.Lowest,
        };
        return (loss, norm, rows);
    }

    private void Continue(string checkpoint)
    {
        var state = CheckpointStore.ReadState(checkpoint);
        if (state.Run != _run)
            throw new ModelFileException(checkpoint, "checkpoint", "belongs to a run with another model, data or options");
        CheckpointStore.Load(checkpoint, Model.Parameters, _optimizer);
        _watch.Restore(state.MeanLoss, state.LowestMeanLoss);
        _state = state;
    }

    private int StepsOf(int epoch) => (_plan.Epoch(epoch).Length + _options.Accumulation - 1) / _options.Accumulation;

    private List<TrainingExample> Cut(IReadOnlyList<TrainingExample> examples) =>
        [.. examples.Select(example => example.CutTo(_options.MaxSequence)).OfType<TrainingExample>()];

    private string Fingerprint(ModelFile file, TrainingOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var lora = options.Lora is { } l ? $"{l.Rank} {l.Alpha} {l.Dropout} {l.RankStabilized} {string.Join(',', l.Targets)}" : "";
        var neutral = options with { Threads = 1, CheckpointEvery = TimeSpan.Zero, Recomputes = false, Lora = null };
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{neutral} {lora} {Model.Parameters.Count}")));
        foreach (var tensor in file.Tensors)
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name} {tensor.Type} {tensor.ByteLength};"));
        foreach (var example in _examples)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>(example.Tokens));
            hash.AppendData(MemoryMarshal.AsBytes<bool>(example.Learned));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

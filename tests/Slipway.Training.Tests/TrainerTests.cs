using Slipway.Formats;
using Slipway.Models.Synthesis;
using Slipway.Testing;
using Slipway.Training.Adapters;
using Slipway.Training.Checkpoints;
using Slipway.Training.Data;

namespace Slipway.Training.Tests;

public sealed class TrainerTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly TestFile _file = new(RandomModelShape.Tiny);

    private static readonly TrainingOptions Options = new()
    {
        Epochs = 4,
        BatchSize = 3,
        Accumulation = 2,
        MaxSequence = 24,
        LearningRate = 3e-3f,
        WarmupSteps = 2,
        Threads = 2,
        Lora = new LoraOptions { Rank = 4, Dropout = 0.1f },
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Repeated_sequences_are_learned(bool lora)
    {
        var options = Options with { Epochs = 30, Lora = lora ? Options.Lora! with { Dropout = 0 } : null };
        using var trainer = new Trainer(_file.Model, Examples(8), [], options, TimeProvider.System);
        var reports = new Reports();
        trainer.Run(null, reports, CancellationToken.None);
        Assert.Equal(60, reports.All.Count);
        Assert.True(reports.All[^1].Loss < 0.6 * reports.All[0].Loss, $"{reports.All[0].Loss} to {reports.All[^1].Loss}");
        Assert.Equal(30, reports.All[^1].Epoch, 9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_that_was_killed_ends_with_the_bits_of_one_that_was_not(bool lora)
    {
        var options = Options with { Lora = lora ? Options.Lora : null, CheckpointEvery = TimeSpan.Zero };
        var expected = Finish(options, null, 2);

        var store = new CheckpointStore(_folder.File("run"));
        using var cancellation = new CancellationTokenSource();
        using (var trainer = new Trainer(_file.Model, Examples(20), [], options, TimeProvider.System))
            Assert.Throws<OperationCanceledException>(() => trainer.Run(store, new Reports(report => Kill(report, cancellation)), cancellation.Token));
        // What a killed process leaves of a checkpoint that it was writing.
        Directory.CreateDirectory(Path.Combine(store.Folder, "checkpoint-000000099.partial"));

        Assert.Equal(expected, Finish(options, store, 1));
        Assert.Equal(2, store.All().Count);

        static void Kill(StepReport report, CancellationTokenSource cancellation)
        {
            if (report.Step == 5)
                cancellation.Cancel();
        }
    }

    [Fact]
    public void Batches_are_filled_with_examples_when_packing()
    {
        var options = Options with { Packs = true, Accumulation = 1, Epochs = 1 };
        using var packed = new Trainer(_file.Model, Examples(40), [], options, TimeProvider.System);
        using var plain = new Trainer(_file.Model, Examples(40), [], options with { Packs = false }, TimeProvider.System);
        Assert.True(packed.TotalSteps < plain.TotalSteps);
        packed.Run(null, null, CancellationToken.None);
        Assert.Equal(packed.TotalSteps, packed.State.Step);
    }

    [Fact]
    public void The_two_newest_checkpoints_and_the_best_are_kept()
    {
        var store = new CheckpointStore(_folder.File("run"));
        using var trainer = new Trainer(_file.Model, Examples(20), [], Options, TimeProvider.System);
        using var parameters = new Weights.ParameterSet([("a", [4])]);
        using var compute = new Compute(1);
        using var optimizer = new Slipway.Training.Optimization.AdamW(parameters, new(), compute);
        foreach (var (step, loss) in new[] { (1, 5.0), (2, 3.0), (3, 4.0), (4, 3.5), (5, 3.2) })
            store.Save(new TrainingState { Step = step, ValidationLoss = loss }, parameters, optimizer);
        Assert.Equal([5, 4, 2], store.All().Select(path => CheckpointStore.ReadState(path).Step));
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_leaves_the_former_ones()
    {
        var store = new CheckpointStore(_folder.File("run"));
        var options = Options with { CheckpointEvery = TimeSpan.Zero };
        Finish(options with { MaxSteps = 3 }, store, 1);
        File.WriteAllText(Path.Combine(store.Folder, "checkpoint-000000004.partial"), "in the way");
        using var trainer = new Trainer(_file.Model, Examples(20), [], options with { MaxSteps = 3 }, TimeProvider.System);
        trainer.Run(store, null, CancellationToken.None);
        Assert.Equal(3, trainer.State.Step);
        Assert.ThrowsAny<IOException>(() => store.Save(trainer.State with { Step = 4 }, trainer.Model.Parameters, new(trainer.Model.Parameters, new(), trainer.Model.Compute)));
        Assert.Equal(3, CheckpointStore.ReadState(store.All()[0]).Step);
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused()
    {
        var store = new CheckpointStore(_folder.File("run"));
        Finish(Options with { MaxSteps = 2 }, store, 1);
        var error = Assert.Throws<ModelFileException>(() => Finish(Options with { MaxSteps = 2, LearningRate = 1 }, store, 1));
        Assert.Contains("another model, data or options", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diverging_loss_ends_the_run_with_its_reason()
    {
        using var trainer = new Trainer(_file.Model, Examples(20), [], Options with { LearningRate = 30, Lora = null, Epochs = 50 }, TimeProvider.System);
        var error = Assert.Throws<TrainingDivergedException>(() => trainer.Run(null, null, CancellationToken.None));
        Assert.Contains("lower learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused_with_the_names_of_their_fields()
    {
        var options = Options with { BatchSize = 0, LearningRate = float.NaN, MaxSequence = 5000, Lora = new LoraOptions { Rank = 0, Dropout = 1 } };
        var error = Assert.Throws<ArgumentException>(() => new Trainer(_file.Model, Examples(5), [], options, TimeProvider.System));
        foreach (var field in new[] { "batch_size", "learning_rate", "max_seq_length: 5000 is not from 2 to the model's context of 2048", "lora_r", "lora_dropout" })
            Assert.Contains(field, error.Message, StringComparison.Ordinal);
        Assert.Empty(Options.Problems(2048));
    }

    [Fact]
    public void Validation_is_reported_at_the_end_of_each_epoch()
    {
        var reports = new Reports();
        using var trainer = new Trainer(_file.Model, Examples(20), Examples(5), Options, TimeProvider.System);
        trainer.Run(null, reports, CancellationToken.None);
        Assert.Equal(4, reports.All.Count(report => report.ValidationLoss is not null));
        Assert.Equal(trainer.Evaluate(Examples(5)), reports.All[^1].ValidationLoss!.Value, 9);
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    private List<float[]> Finish(TrainingOptions options, CheckpointStore? store, int threads)
    {
        using var trainer = new Trainer(_file.Model, Examples(20), [], options with { Threads = threads }, TimeProvider.System);
        trainer.Run(store, null, CancellationToken.None);
        return [.. trainer.Model.Parameters.All.Select(parameter => parameter.Values.ToArray())];
    }

    /// <summary>Counting up from somewhere; the first tokens are not learned. Some are longer than what is trained on.</summary>
    private static List<TrainingExample> Examples(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new TrainingExample(
            [.. Enumerable.Range(0, 6 + 7 * i % 25).Select(t => 100 + 3 * i + t)],
            [.. Enumerable.Range(0, 6 + 7 * i % 25).Select(t => t > 2)]))];

    private sealed class Reports(Action<StepReport>? then = null) : IProgress<StepReport>
    {
        public List<StepReport> All { get; } = [];

        public void Report(StepReport value)
        {
            All.Add(value);
            then?.Invoke(value);
        }
    }
}

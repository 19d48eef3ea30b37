using Slipway.Formats;
using Slipway.Models;
using Slipway.Models.Execution;
using Slipway.Models.Synthesis;
using Slipway.Models.Tests.Execution;
using Slipway.Tensors;
using Slipway.Training.Adapters;
using Slipway.Training.Tape;

namespace Slipway.Training.Tests.Tape;

public sealed class ModelTapeTests
{
    public static TheoryData<string> Kinds => [.. TestShapes.Architectures.Keys, "llama"];

    [Theory, MemberData(nameof(Kinds))]
    public void The_tape_and_the_executor_compute_the_same_logits(string kind)
    {
        using var file = new TestFile(Shape(kind), TensorType.Q8_0);
        using var tape = new TrainableModel(file.Model, new TrainableModelOptions { MaxRows = 64, Trains = false });
        var batch = TestFile.Batch(tape.Spec.Vocabulary, 40);
        var logits = tape.Logits(batch);

        using var model = Model.Open(file.Path);
        using var team = new ThreadTeam(2);
        using var pool = new KvPool(model.Spec, 4);
        using var executor = new Executor(model, team, pool, 64);
        var step = new Batch(64, 4);
        step.Add(batch.TokenOf, 0, [0, 1, 2, 3], Want.All);
        executor.Run(step);
        for (var row = 0; row < batch.Rows; row++)
        {
            var ours = logits.AsSpan(row * tape.Spec.Vocabulary, tape.Spec.Vocabulary);
            var theirs = executor.Logits(row);
            // The executor keeps keys and values in half precision.
            for (var i = 0; i < ours.Length; i++)
                Assert.Equal(theirs[i], ours[i], 1e-2);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Recomputing_layers_and_other_threads_change_no_bit(string kind)
    {
        using var file = new TestFile(Shape(kind));
        var expected = Gradients(file, new TrainableModelOptions { MaxRows = 64, Threads = 1 });
        Assert.Equal(expected, Gradients(file, new TrainableModelOptions { MaxRows = 64, Threads = 2 }));
        Assert.Equal(expected, Gradients(file, new TrainableModelOptions { MaxRows = 64, Recomputes = true }));
    }

    [Fact]
    public void Sequences_of_a_batch_do_not_see_each_other()
    {
        using var file = new TestFile(RandomModelShape.Tiny);
        using var model = new TrainableModel(file.Model, new TrainableModelOptions { MaxRows = 64 });
        var (first, second) = (Sequence(20, 1), Sequence(30, 2));
        var both = new MicroBatch(64);
        var alone = new MicroBatch(64);
        both.Add(first, Enumerable.Repeat(true, 20).ToArray());
        both.Add(second, Enumerable.Repeat(true, 30).ToArray());
        alone.Add(second, Enumerable.Repeat(true, 30).ToArray());
        Assert.Equal(model.Logits(alone), model.Logits(both).AsSpan(19 * model.Spec.Vocabulary).ToArray());
        var expected = model.Evaluate(alone);
        alone.Clear();
        alone.Add(first, Enumerable.Repeat(true, 20).ToArray());
        Assert.Equal(model.Evaluate(alone) + expected, model.Evaluate(both), 1e-9);
    }

    [Fact]
    public void Tokens_that_do_not_count_leave_no_loss()
    {
        using var file = new TestFile(RandomModelShape.Tiny);
        using var model = new TrainableModel(file.Model, new TrainableModelOptions { MaxRows = 64 });
        var tokens = Sequence(20, 1);
        var (all, last, none) = (new MicroBatch(64), new MicroBatch(64), new MicroBatch(64));
        all.Add(tokens, Enumerable.Repeat(true, 20).ToArray());
        last.Add(tokens, [.. Enumerable.Range(0, 20).Select(i => i >= 15)]);
        none.Add(tokens, new bool[20]);
        Assert.Equal((19, 5, 0), (all.Targets, last.Targets, none.Targets));
        Assert.Equal(0, model.Train(none, 1));
        Assert.All(model.Parameters.All, parameter => Assert.Equal(0, parameter.Gradients.ToArray().Max(MathF.Abs)));
        Assert.InRange(model.Evaluate(last) / model.Evaluate(all), 0.1, 0.5);
    }

    [Fact]
    public void Recomputing_and_sharing_places_save_memory()
    {
        using var file = new TestFile(RandomModelShape.Tiny with { Layers = 12 });
        long Bytes(bool recomputes, bool trains)
        {
            using var model = new TrainableModel(file.Model, new TrainableModelOptions { MaxRows = 64, Recomputes = recomputes, Trains = trains });
            return model.ActivationBytes;
        }
        Assert.True(Bytes(false, true) > 2.5 * Bytes(true, true));
        Assert.True(Bytes(true, true) > 2 * Bytes(false, false));
    }

    [Fact]
    public void A_batch_that_the_model_cannot_take_is_refused()
    {
        using var file = new TestFile(RandomModelShape.Tiny with { ContextLength = 16 });
        using var model = new TrainableModel(file.Model, new TrainableModelOptions { MaxRows = 64 });
        Assert.Contains("context of 16", Assert.Throws<ArgumentException>(() => model.Evaluate(TestFile.Batch(500, 20))).Message, StringComparison.Ordinal);
        Assert.Contains("vocabulary of 512", Assert.Throws<ArgumentException>(() => model.Evaluate(TestFile.Batch(100000, 5))).Message, StringComparison.Ordinal);
        var wrong = new TrainableModelOptions { Lora = new LoraOptions { Targets = ["c_attn"] } };
        Assert.Contains("attn_q", Assert.Throws<ArgumentException>(() => new TrainableModel(file.Model, wrong)).Message, StringComparison.Ordinal);
    }

    private static RandomModelShape Shape(string kind) => TestShapes.Architectures.GetValueOrDefault(kind, RandomModelShape.Tiny);

    private static int[] Sequence(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(500))];
    }

    private static List<float[]> Gradients(TestFile file, TrainableModelOptions options)
    {
        using var model = new TrainableModel(file.Model, options);
        for (var pass = 0; pass < 2; pass++)
            model.Train(TestFile.Batch(model.Spec.Vocabulary, 5, 13), 0.5f);
        return [.. model.Parameters.All.Select(parameter => parameter.Gradients.ToArray())];
    }
}

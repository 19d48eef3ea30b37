using Slipway.Formats;
using Slipway.Models.Architectures;
using Slipway.Models.Synthesis;
using Slipway.Models.Tests.Execution;
using Slipway.Training.Adapters;
using Slipway.Training.Tape;
using Slipway.Training.Weights;

namespace Slipway.Training.Tests;

/// <summary>Losses and gradients of every kind of model against finite differences of its plain definition in double precision.</summary>
public sealed class GradientTests
{
    private static readonly Dictionary<string, RandomModelShape> Shapes = TestShapes.Llama.Concat(TestShapes.Architectures)
        .ToDictionary(shape => shape.Key, shape => shape.Value with { Vocabulary = Math.Max(300, shape.Value.Vocabulary / 2) });

    public static TheoryData<string> Kinds => [.. Shapes.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void Gradients_of_all_weights_are_those_of_finite_differences(string kind)
    {
        using var file = new TestFile(Shapes[kind]);
        using var model = new TrainableModel(file.Model, new TrainableModelOptions { MaxRows = 64, Threads = 2 });
        var batch = TestFile.Batch(model.Spec.Vocabulary, 6, 19);
        var loss = model.Train(batch, 0.5f);
        var plain = new PlainForward(file.Model, model.Spec, hasCache: false);
        AssertClose(Loss(plain, batch), loss);
        foreach (var weight in model.Spec.Weights.Where(weight => model.Parameters.Find(weight.Name) is not null))
            Check(model.Parameters.Find(weight.Name)!, plain.Values(weight), () => 0.5 * Loss(plain, batch));
    }

    [Theory]
    [InlineData("gpt2", TensorType.F32)]
    [InlineData("qwen2", TensorType.Q8_0)]
    [InlineData("llama4 like Scout", TensorType.F16)]
    [InlineData("qwen3", TensorType.F32, "o_proj", "lm_head")]
    public void Gradients_of_adapters_are_those_of_finite_differences(string kind, TensorType type, params string[] targets)
    {
        using var file = new TestFile(Shapes[kind], type);
        var lora = new LoraOptions { Rank = 3, Alpha = 5, RankStabilized = true, Targets = targets };
        using var model = new TrainableModel(file.Model, new TrainableModelOptions { MaxRows = 64, Lora = lora, Seed = 3 });
        var random = new Random(5);
        foreach (var parameter in model.Parameters.All)
        {
            foreach (ref var value in parameter.Values)
                value = random.NextSingle() - 0.5f;
        }
        var batch = TestFile.Batch(model.Spec.Vocabulary, 4, 9);
        var loss = model.Train(batch, 0.5f);

        var plain = new PlainForward(file.Model, model.Spec, hasCache: false);
        var adapters = new PlainAdapters(plain, model);
        AssertClose(adapters.Apply(() => Loss(plain, batch)), loss);
        foreach (var parameter in model.Parameters.All)
            Check(parameter, adapters.Values[parameter.Name], () => 0.5 * adapters.Apply(() => Loss(plain, batch)));
    }

    [Fact]
    public void Dropped_inputs_of_adapters_have_gradients_that_agree_with_the_loss()
    {
        using var file = new TestFile(RandomModelShape.Tiny);
        var lora = new LoraOptions { Rank = 4, Dropout = 0.3f };
        using var model = new TrainableModel(file.Model, new TrainableModelOptions { MaxRows = 64, Lora = lora, Seed = 3 });
        var batch = TestFile.Batch(model.Spec.Vocabulary, 20);
        var up = model.Parameters.Find(LoraSet.UpName("blk.0.attn_q"))!;
        var random = new Random(5);
        foreach (ref var value in up.Values)
            value = random.NextSingle() - 0.5f;
        model.Train(batch, 1, dropoutKey: 99);
        var down = model.Parameters.Find(LoraSet.DownName("blk.0.attn_q"))!;
        var index = down.Gradients.IndexOf(down.Gradients.ToArray().MaxBy(MathF.Abs));
        var gradient = down.Gradients[index];
        double At(float value)
        {
            down.Values[index] = value;
            return model.Train(batch, 1, dropoutKey: 99);
        }
        var middle = down.Values[index];
        Assert.Equal((At(middle + 0.01f) - At(middle - 0.01f)) / 0.02, gradient, Math.Abs(gradient) * 0.02);
        Assert.NotEqual(At(middle), model.Train(batch, 1, dropoutKey: 98));
    }

    /// <summary>Two elements of a parameter: the one with the largest gradient, and one drawn.</summary>
    private static void Check(Parameter parameter, double[] values, Func<double> loss)
    {
        var gradients = parameter.Gradients.ToArray();
        var random = new Random(parameter.Count);
        var largest = Array.IndexOf(gradients, gradients.MaxBy(MathF.Abs));
        var scale = Math.Abs(gradients[largest]);
        foreach (var index in (int[])[largest, random.Next(values.Length)])
        {
            var value = values[index];
            const double Step = 1e-5;
            values[index] = value + Step;
            var above = loss();
            values[index] = value - Step;
            var below = loss();
            values[index] = value;
            var expected = (above - below) / (2 * Step);
            Assert.True(Math.Abs(expected - gradients[index]) <= 1e-3 * Math.Max(Math.Abs(expected), 0.01 * scale) + 1e-7,
                $"{parameter.Name}[{index}]: gradient {gradients[index]:G6}, finite difference {expected:G6}");
        }
    }

    private static double Loss(PlainForward plain, MicroBatch batch)
    {
        var loss = 0.0;
        foreach (var segment in batch.Segments)
        {
            var logits = plain.Logits(batch.TokenOf.Slice(segment.First, segment.Count).ToArray());
            for (var t = 0; t < segment.Count; t++)
            {
                var target = batch.TargetOf[segment.First + t];
                if (target != MicroBatch.NoTarget)
                    loss += Math.Log(logits[t].Sum(Math.Exp)) - logits[t][target];
            }
        }
        return loss;
    }

    private static void AssertClose(double expected, double actual) => Assert.Equal(expected, actual, 1e-5 * Math.Abs(expected));
}

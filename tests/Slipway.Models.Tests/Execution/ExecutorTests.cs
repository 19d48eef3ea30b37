using Slipway.Formats;
using Slipway.Models.Execution;
using Slipway.Models.Synthesis;

namespace Slipway.Models.Tests.Execution;

public sealed class ExecutorTests
{
    [Theory]
    [InlineData(TensorType.F32, 2e-3)]
    [InlineData(TensorType.F16, 2e-3)]
    [InlineData(TensorType.BF16, 2e-3)]
    [InlineData(TensorType.Q8_0, 2e-3)]
    public void Logits_are_those_of_the_plain_forward_pass(TensorType type, double tolerance)
    {
        using var model = new TestModel(RandomModelShape.Tiny, type);
        var tokens = model.Tokens(70);
        AssertClose(model.Plain().Logits(tokens), model.Logits(tokens), tolerance);
    }

    public static TheoryData<string> Architectures => [.. TestShapes.Architectures.Keys];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_architecture_computes_the_plain_forward_pass_in_steps_of_any_size(string name)
    {
        using var model = new TestModel(TestShapes.Architectures[name]);
        var tokens = model.Tokens(70);
        var whole = model.Logits(tokens);
        AssertClose(model.Plain().Logits(tokens), whole, 5e-3);
        AssertSame(whole, model.Logits(tokens, 9));
    }

    [Fact]
    public void Chunked_attention_sees_its_own_chunk_only()
    {
        // llama.cpp knows no other chunk than 8192 tokens, so the plain pass alone says whether this is right.
        var shape = TestShapes.Architectures["llama4 like Scout"];
        using var model = new TestModel(shape with { Metadata = [.. shape.Metadata, ("attention.sliding_window", 20u)] });
        var tokens = model.Tokens(70);
        AssertClose(model.Plain().Logits(tokens), model.Logits(tokens), 5e-3);
    }

    [Fact]
    public void Hidden_states_are_those_after_the_last_norm()
    {
        using var model = new TestModel(RandomModelShape.Tiny);
        var tokens = model.Tokens(5);
        model.Batch.Add(tokens, 0, [0], Want.Hidden);
        model.Executor.Run(model.Batch);
        AssertClose(model.Plain().Hidden(tokens), [.. Enumerable.Range(0, 5).Select(row => model.Executor.Hidden(row).ToArray())], 2e-3);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Executor.Hidden(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Executor.Logits(0));
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.Q8_0)]
    public void A_sequence_gets_the_same_bits_however_it_is_cut_into_steps(TensorType type)
    {
        using var model = new TestModel(RandomModelShape.Tiny, type);
        var tokens = model.Tokens(90);
        var whole = model.Logits(tokens);
        foreach (var perStep in (int[])[1, 7, 32, 33])
            AssertSame(whole, model.Logits(tokens, perStep, [5, 2, 9]));
    }

    [Fact]
    public void A_sequence_gets_the_same_bits_alone_and_among_eleven_others()
    {
        using var model = new TestModel(RandomModelShape.Tiny, TensorType.Q8_0, blocks: 100);
        var tokens = model.Tokens(60);
        var alone = model.Logits(tokens);

        // Eleven of other lengths and phases; ours is prefilled in two parts, then decodes in the midst of them.
        var others = Enumerable.Range(0, 11).Select(i => model.Tokens(70, seed: i + 2)).ToArray();
        var done = others.Select((_, i) => i % 4).ToArray();
        for (var i = 0; i < others.Length; i++)
        {
            if (done[i] > 0)
                Step(model, (others[i].AsSpan(0, done[i]).ToArray(), 0, Blocks(i + 1), Want.None));
        }
        int[][] steps = [[0, 20], [20, 41], .. Enumerable.Range(41, 19).Select(position => (int[])[position, position + 1])];
        foreach (var step in steps)
        {
            var spans = others.Select((other, i) => (other[done[i]..(done[i] + 1 + i % 3)], done[i], Blocks(i + 1), (Want)(i % 4))).ToList();
            for (var i = 0; i < others.Length; i++)
                done[i] += 1 + i % 3;
            spans.Insert(5, (tokens[step[0]..step[1]], step[0], Blocks(0), Want.Last));
            Step(model, [.. spans]);
            // The spans before ours that want logits come first: those with i % 4 of Last (one row) and All.
            var before = spans.Take(5).Sum(span => span.Item4 switch { Want.Last => 1, Want.All => span.Item1.Length, _ => 0 });
            AssertSame([alone[step[1] - 1]], [model.Executor.Logits(before).ToArray()]);
        }
    }

    [Fact]
    public void A_sequence_gets_the_same_bits_when_it_starts_on_blocks_that_another_filled()
    {
        using var model = new TestModel(RandomModelShape.Tiny);
        var shared = model.Tokens(64);
        var first = (int[])[.. shared, .. model.Tokens(20, seed: 5)];
        var second = (int[])[.. shared, .. model.Tokens(20, seed: 6)];
        var alone = model.Logits(second, blocks: [10, 11, 12]);

        model.Logits(first, blocks: [0, 1, 2]);
        Step(model, (second[64..], 64, [0, 1, 3], Want.All));
        AssertSame(alone[64..], [.. Enumerable.Range(0, 20).Select(row => model.Executor.Logits(row).ToArray())]);
    }

    [Fact]
    public void One_thread_and_two_give_the_same_bits()
    {
        using var one = new TestModel(RandomModelShape.Tiny, threads: 1);
        using var two = new TestModel(RandomModelShape.Tiny, threads: 2);
        var tokens = one.Tokens(80);
        AssertSame(one.Logits(tokens), two.Logits(tokens));
    }

    [Fact]
    public void Tokens_blocks_and_positions_that_do_not_exist_are_refused()
    {
        using var model = new TestModel(RandomModelShape.Tiny with { ContextLength = 64 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Step(model, ([512], 0, [0], Want.Last)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Step(model, ([-1], 0, [0], Want.Last)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Step(model, ([1], 0, [64], Want.Last)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Step(model, ([1], 64, [0, 1, 2], Want.Last)));
        Assert.Throws<ArgumentException>(() => Step(model, ([1], 32, [0], Want.Last)));
    }

    internal static void AssertClose(double[][] expected, float[][] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var row = 0; row < expected.Length; row++)
        {
            for (var i = 0; i < expected[row].Length; i++)
                Assert.True(Math.Abs(expected[row][i] - actual[row][i]) <= tolerance, $"row {row}, value {i}: {expected[row][i]} and {actual[row][i]}");
        }
    }

    private static void AssertSame(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var row = 0; row < expected.Length; row++)
        {
            for (var i = 0; i < expected[row].Length; i++)
            {
                if (BitConverter.SingleToInt32Bits(expected[row][i]) != BitConverter.SingleToInt32Bits(actual[row][i]))
                    Assert.Fail($"row {row}, value {i}: {expected[row][i]:R} and {actual[row][i]:R}");
            }
        }
    }

    private static int[] Blocks(int sequence) => [.. Enumerable.Range(3 * sequence, 3)];

    private static void Step(TestModel model, params (int[] Tokens, int Position, int[] Blocks, Want Want)[] spans)
    {
        model.Batch.Clear();
        foreach (var (tokens, position, blocks, want) in spans)
            model.Batch.Add(tokens, position, blocks, want);
        model.Executor.Run(model.Batch);
    }
}

using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Tests.Attention;

public sealed unsafe class PagedAttentionTests
{
    [Theory]
    [InlineData(8, 4, 4, 0, 0)]
    [InlineData(48, 6, 6, 0, 0)]
    [InlineData(64, 8, 2, 0, 0)]
    [InlineData(80, 4, 2, 0, 0)]
    [InlineData(128, 3, 1, 0, 0)]
    [InlineData(64, 4, 2, 20, 0)]
    [InlineData(32, 4, 2, 0, 48)]
    [InlineData(32, 4, 2, 7, 50)]
    public void Attention_is_the_softmax_over_what_a_row_sees(int headDim, int heads, int kvHeads, int window, int chunk)
    {
        var sequence = new Sequence(headDim, heads, kvHeads, window, chunk, tokens: 101, seed: 4);
        var expected = sequence.Reference();
        foreach (var set in Sets.All)
        {
            var output = sequence.Run(set, 101);
            for (var i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], output[i], 2e-3);
        }
    }

    [Theory]
    [InlineData(48, 6, 2, 0, 0)]
    [InlineData(64, 4, 4, 40, 0)]
    [InlineData(64, 4, 1, 0, 33)]
    public void A_row_has_the_same_bits_alone_in_a_prompt_and_on_every_instruction_set(int headDim, int heads, int kvHeads, int window, int chunk)
    {
        var sequence = new Sequence(headDim, heads, kvHeads, window, chunk, tokens: 101, seed: 5);
        var expected = sequence.Run(InstructionSet.Scalar, 101);
        foreach (var set in Sets.All)
        {
            foreach (var step in (int[])[1, 2, 5, 16, 37, 64, 101])
                Sets.AssertSameBits(expected, sequence.Run(set, step), $"{set}, {step} rows at a time");
        }
    }

    [Fact]
    public void Sequences_of_one_batch_do_not_touch_each_other()
    {
        var (a, b) = (new Sequence(64, 4, 2, 0, 0, tokens: 40, seed: 6), new Sequence(64, 4, 2, 0, 0, tokens: 75, seed: 7));
        var (alone, other) = (a.Run(InstructionSets.Current, 40), b.Run(InstructionSets.Current, 75));
        Sequence.RunTogether(a, b, out var first, out var second);
        Sets.AssertSameBits(alone, first, "first");
        Sets.AssertSameBits(other, second, "second");
    }

    [Fact]
    public void Attention_allocates_nothing()
    {
        var sequence = new Sequence(64, 4, 2, 0, 0, tokens: 64, seed: 8);
        Assert.Equal(0, sequence.AllocatedBytes());
    }
}

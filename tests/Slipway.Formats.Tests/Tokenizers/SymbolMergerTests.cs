using Slipway.Formats.Tokenizers.Merging;

namespace Slipway.Formats.Tests.Tokenizers;

public sealed class SymbolMergerTests
{
    [Fact]
    public void Looking_over_all_pairs_and_the_heap_merge_the_same()
    {
        var random = new Random(29);
        for (var round = 0; round < 3000; round++)
        {
            var symbols = Enumerable.Range(0, random.Next(1, 40)).Select(at => new Symbol(at, 1, random.Next(4))).ToArray();
            var copy = symbols.ToArray();
            var rules = new Rules(random.Next());

            var few = SymbolMerger.MergeFew(symbols, rules);
            var many = SymbolMerger.MergeMany(copy, rules);

            Assert.Equal(symbols[..few], copy[..many]);
        }
    }

    // Some pairs merge, in an order in which many are equal, into a token that depends on both.
    private readonly struct Rules(int seed) : IMergeRules
    {
        public uint Find(in Symbol left, in Symbol right, out int token)
        {
            var mixed = (uint)(left.Token * 31 + right.Token * 17 + 7) * 2654435761u ^ (uint)seed;
            token = (int)(mixed >> 16 & 15);
            return (mixed & 1) == 0 ? uint.MaxValue : mixed >> 5 & 7;
        }
    }
}

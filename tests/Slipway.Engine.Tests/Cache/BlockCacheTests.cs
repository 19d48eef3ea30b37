using Slipway.Engine.Cache;

namespace Slipway.Engine.Tests.Cache;

public sealed class BlockCacheTests
{
    private static readonly int[] Tokens = [.. Enumerable.Range(0, KvBlock.Tokens)];

    [Fact]
    public void A_key_depends_on_tokens_parent_adapter_and_salt()
    {
        var root = BlockKey.Root("a", "bc");
        var keys = new[]
        {
            root, BlockKey.Root("ab", "c"), BlockKey.Root("", "abc"), root.Next(Tokens), root.Next([.. Tokens.Reverse()]),
            root.Next(Tokens).Next(Tokens), BlockKey.Root("a", "x").Next(Tokens),
        };
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(root.Next(Tokens), BlockKey.Root("a", "bc").Next(Tokens));
    }

    [Fact]
    public void The_longest_unused_block_goes_first_and_used_ones_never()
    {
        var cache = new BlockCache(3);
        var keys = Enumerable.Range(0, 3).Select(i => BlockKey.Root("", $"{i}")).ToArray();
        foreach (var key in keys)
        {
            Assert.True(cache.TryTake(out var block));
            cache.Identify(block, key);
        }
        Assert.False(cache.TryTake(out _));

        foreach (var block in new[] { 1, 0 })
            cache.Release(block);
        Assert.Equal((1, 2, 2), (cache.Used, cache.Kept, cache.Available));
        Assert.True(cache.TryReuse(keys[1], out var reused));
        Assert.Equal(1, reused);
        cache.Release(1);

        Assert.True(cache.TryTake(out var first));
        Assert.Equal(0, first);
        Assert.False(cache.Contains(keys[0]));
        Assert.True(cache.TryTake(out var second));
        Assert.Equal(1, second);
        Assert.False(cache.TryTake(out _));
        Assert.True(cache.Contains(keys[2]));
        Assert.Equal(2, cache.Evictions);
    }

    [Fact]
    public void A_shared_block_stays_until_its_last_user_leaves()
    {
        var cache = new BlockCache(1);
        Assert.True(cache.TryTake(out var block));
        cache.Identify(block, BlockKey.Root("", ""));
        Assert.True(cache.TryReuse(BlockKey.Root("", ""), out _));
        cache.Release(block);
        Assert.Equal((1, 0), (cache.Used, cache.Available));
        cache.Release(block);
        Assert.Equal((0, 1), (cache.Used, cache.Available));
    }

    [Fact]
    public void Of_two_blocks_with_one_content_the_second_stays_anonymous()
    {
        var cache = new BlockCache(2);
        for (var i = 0; i < 2; i++)
        {
            Assert.True(cache.TryTake(out var block));
            cache.Identify(block, BlockKey.Root("", ""));
        }
        cache.Release(1);
        cache.Release(0);
        Assert.Equal((0, 1, 2), (cache.Used, cache.Kept, cache.Available));
    }
}

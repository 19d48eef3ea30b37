namespace Slipway.Training.Tests;

public sealed unsafe class CounterTests
{
    [Fact]
    public void Draws_are_even_and_belong_to_their_key()
    {
        var key = Counter.Key(1, "a");
        var draws = Enumerable.Range(0, 20000).Select(i => Counter.Uniform(key, (uint)i)).ToArray();
        Assert.InRange(draws.Average(), 0.49, 0.51);
        Assert.All(Enumerable.Range(0, 20), bin => Assert.InRange(draws.Count(x => (int)(x * 20) == bin), 850, 1150));
        var neighbours = draws.Zip(draws.Skip(1), (a, b) => (a - 0.5) * (b - 0.5)).Average() * 12;
        Assert.InRange(neighbours, -0.03, 0.03);
        Assert.NotEqual(Counter.Bits(key, 0), Counter.Bits(Counter.Key(1, "b"), 0));
        Assert.NotEqual(Counter.Bits(key, 0), Counter.Bits(Counter.Key(2, "a"), 0));
    }

    [Fact]
    public void Dropping_leaves_the_mean_and_does_not_depend_on_how_it_is_cut()
    {
        var values = Enumerable.Repeat(1f, 10007).ToArray();
        float[] whole = new float[values.Length], parts = new float[values.Length];
        fixed (float* x = values, y = whole, z = parts)
        {
            Counter.Drop(x, y, values.Length, 0.25f, 5, 100);
            for (var i = 0; i < values.Length; i += 13)
                Counter.Drop(x + i, z + i, Math.Min(13, values.Length - i), 0.25f, 5, 100 + (uint)i);
        }
        Assert.Equal(whole, parts);
        Assert.InRange(whole.Average(), 0.98, 1.02);
        Assert.InRange(whole.Count(y => y == 0) / 10007.0, 0.23, 0.27);
    }
}

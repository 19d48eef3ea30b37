namespace Slipway.Formats.Tests;

/// <summary>Whatever a file holds: it opens and all of it can be read, or it is refused with the one exception, and memory stays in bounds.</summary>
public static class Fuzzing
{
    /// <param name="damage">Writes the file of a case, and returns its size.</param>
    /// <param name="read">Opens it and reads all of it.</param>
    /// <param name="fewestRead">The share of cases, in hundredths, that must still be readable: the damage is worth something only if it reaches both ends.</param>
    public static void Run(int cases, int seed, int fewestRead, Func<int, Mutations, int> damage, Action read)
    {
        var mutations = new Mutations(seed);
        var (readable, refused) = (0, 0);
        for (var i = 0; i < cases; i++)
        {
            var size = damage(i, mutations);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read();
                readable++;
            }
            catch (ModelFileException)
            {
                refused++;
            }
            catch (Exception other)
            {
                Assert.Fail($"case {i} of seed {seed}: {other}");
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 200_000 + 20L * size, $"case {i} of seed {seed} allocated {allocated} bytes for a file of {size}");
        }
        Assert.InRange(readable, cases * fewestRead / 100, cases);
        Assert.InRange(refused, cases / 4, cases);
    }
}

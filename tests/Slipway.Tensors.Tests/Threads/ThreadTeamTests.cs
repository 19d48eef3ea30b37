namespace Slipway.Tensors.Tests.Threads;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_runs_once_in_every_run(int threads)
    {
        using var team = new ThreadTeam(threads);
        var work = new Counting(1000);
        for (var run = 1; run <= 2000; run++)
        {
            var items = run % 37;
            Array.Clear(work.Counts);
            team.Run(work, items);
            for (var i = 0; i < work.Counts.Length; i++)
                Assert.Equal(i < items ? 1 : 0, work.Counts[i]);
        }
    }

    [Fact]
    public void Threads_that_parked_take_part_again()
    {
        using var team = new ThreadTeam(2);
        var work = new Meeting();
        for (var run = 0; run < 5; run++)
        {
            using var later = new ManualResetEventSlim();
            later.Wait(3, TestContext.Current.CancellationToken);
            team.Run(work, 2);
        }
        Assert.Equal(5, work.Meetings);
    }

    [Fact]
    public void The_first_exception_reaches_the_caller_and_the_team_stays_usable()
    {
        using var team = new ThreadTeam(3);
        var failing = new Failing();
        for (var run = 0; run < 200; run++)
            Assert.Equal("item 7", Assert.Throws<InvalidOperationException>(() => team.Run(failing, 500)).Message);
        var work = new Counting(100);
        team.Run(work, 100);
        Assert.All(work.Counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Callers_on_several_threads_take_turns()
    {
        using var team = new ThreadTeam(2);
        Parallel.For(0, 8, _ =>
        {
            var work = new Counting(50);
            for (var run = 0; run < 200; run++)
                team.Run(work, 50);
            Assert.All(work.Counts, count => Assert.Equal(200, count));
        });
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        using var team = new ThreadTeam(2);
        var work = new Counting(64);
        team.Run(work, 64);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 100; run++)
            team.Run(work, 64);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class Counting(int items) : TeamWork
    {
        public int[] Counts { get; } = new int[items];

        public override void Execute(int item, int worker) => Interlocked.Increment(ref Counts[item]);
    }

    /// <summary>Two items that can only end together, so on two threads.</summary>
    private sealed class Meeting : TeamWork
    {
        private readonly Barrier _barrier = new(2);

        public long Meetings => _barrier.CurrentPhaseNumber;

        public override void Execute(int item, int worker) => _barrier.SignalAndWait();
    }

    private sealed class Failing : TeamWork
    {
        public override void Execute(int item, int worker)
        {
            if (item == 7)
                throw new InvalidOperationException($"item {item}");
        }
    }
}

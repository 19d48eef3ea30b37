using Slipway.Engine.Metrics;
using Slipway.Engine.Scheduling;
using Slipway.Models.Sampling;

namespace Slipway.Engine.Tests.Fakes;

/// <summary>A scheduler over the toy model, stepped by hand.</summary>
internal sealed class Bench : IDisposable
{
    public Bench(int slots = 8, int blocks = 64, int context = 512, int maxRows = 64, int queueLimit = 1000)
    {
        Runner = new ToyRunner(blocks, maxRows);
        Scheduler = new Scheduler(
            new SchedulerOptions { Context = context, Slots = slots, Blocks = blocks, QueueLimit = queueLimit },
            Runner, new ByteTokenizer(), new ByteTokenizer(), 257, TimeProvider.System, new EngineMeters());
    }

    public ToyRunner Runner { get; }

    public Scheduler Scheduler { get; }

    public static GenerationSpec Spec(string prompt, int maxTokens, ulong seed = 1) => new()
    {
        Prompt = [.. System.Text.Encoding.UTF8.GetBytes(prompt).Select(value => (int)value)],
        MaxTokens = maxTokens,
        IgnoreEnd = true,
        Sampling = new SamplingOptions { Temperature = 1, Seed = seed },
    };

    public Generation Submit(GenerationSpec spec)
    {
        var generation = new Generation(spec);
        Assert.True(Scheduler.TrySubmit([generation]));
        return generation;
    }

    public void RunToEnd()
    {
        while (Scheduler.Step())
        {
        }
    }

    /// <summary>All events so far.</summary>
    public static List<TokenEvent> Read(Generation generation)
    {
        var events = new List<TokenEvent>();
        while (generation.Events.TryRead(out var happened))
            events.Add(happened);
        return events;
    }

    public static int[] Tokens(Generation generation) =>
        [.. Read(generation).Where(happened => happened is { OfPrompt: false, Token: >= 0 }).Select(happened => happened.Token)];

    /// <summary>What a request gives when nobody else is there and nothing is cached.</summary>
    public static int[] Alone(GenerationSpec spec)
    {
        using var bench = new Bench();
        var generation = bench.Submit(spec);
        bench.RunToEnd();
        return Tokens(generation);
    }

    public void AssertNothingLeft()
    {
        Assert.Equal(0, Scheduler.Meters.Running);
        Assert.Equal(0, Scheduler.Queued);
        Assert.Equal(0, Scheduler.Cache.Used);
    }

    public void Dispose() => Scheduler.Dispose();
}

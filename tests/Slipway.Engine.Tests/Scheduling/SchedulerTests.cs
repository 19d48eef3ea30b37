using Slipway.Engine.Adapters;
using Slipway.Engine.Scheduling;
using Slipway.Engine.Tests.Fakes;
using Slipway.Models.Sampling;

namespace Slipway.Engine.Tests.Scheduling;

public sealed class SchedulerTests
{
    private static readonly string Long = string.Concat(Enumerable.Range(0, 60).Select(i => $"word{i} "));

    [Fact]
    public void A_request_gives_the_same_alone_and_among_eleven_others()
    {
        var specs = Enumerable.Range(0, 12).Select(i => Bench.Spec(Long[(i * 7)..], 20 + i, seed: (ulong)i)).ToArray();
        using var bench = new Bench(slots: 12, blocks: 256);
        var generations = new List<Generation>();
        foreach (var spec in specs)
        {
            generations.Add(bench.Submit(spec));
            bench.Scheduler.Step();
        }
        bench.RunToEnd();
        for (var i = 0; i < specs.Length; i++)
            Assert.Equal(Bench.Alone(specs[i]), Bench.Tokens(generations[i]));
        bench.AssertNothingLeft();
    }

    [Fact]
    public void A_known_prefix_is_not_computed_again_and_changes_nothing()
    {
        using var bench = new Bench();
        bench.Submit(Bench.Spec(Long, 40));
        bench.RunToEnd();
        var before = bench.Runner.Steps.Sum(step => step.Rows);
        var spec = Bench.Spec(Long + "more", 40, seed: 9);
        var again = bench.Submit(spec);
        bench.RunToEnd();

        Assert.Equal(Long.Length / 32 * 32, again.CachedTokens);
        Assert.Equal(spec.Prompt.Length - again.CachedTokens + 39, bench.Runner.Steps.Sum(step => step.Rows) - before);
        Assert.Equal(Bench.Alone(spec), Bench.Tokens(again));
    }

    [Fact]
    public void An_answer_is_reused_when_it_comes_back_as_a_part_of_a_prompt()
    {
        using var bench = new Bench();
        var first = bench.Submit(Bench.Spec(Long[..40], 100));
        bench.RunToEnd();
        var spec = Bench.Spec("", 5) with { Prompt = [.. first.Spec.Prompt, .. Bench.Tokens(first), 1, 2, 3] };
        var second = bench.Submit(spec);
        bench.RunToEnd();
        Assert.Equal(128, second.CachedTokens);
        Assert.Equal(Bench.Alone(spec), Bench.Tokens(second));
    }

    [Fact]
    public void A_prompt_of_whole_blocks_still_computes_its_last_token()
    {
        using var bench = new Bench();
        for (var i = 0; i < 2; i++)
        {
            var generation = bench.Submit(Bench.Spec(Long[..64], 3));
            bench.RunToEnd();
            Assert.Equal(i * 32, generation.CachedTokens);
            Assert.Equal(Bench.Alone(generation.Spec), Bench.Tokens(generation));
        }
    }

    [Theory]
    [InlineData("salt", "")]
    [InlineData("", "adapter")]
    public void Nothing_is_shared_across_salts_and_adapters(string salt, string adapter)
    {
        using var bench = new Bench();
        bench.Submit(Bench.Spec(Long, 1));
        bench.RunToEnd();
        var other = bench.Submit(Bench.Spec(Long, 1) with { CacheSalt = salt, Adapter = new LoadedAdapter("a", adapter, 0, null) });
        bench.RunToEnd();
        Assert.Equal(0, other.CachedTokens);
        var same = bench.Submit(other.Spec);
        bench.RunToEnd();
        Assert.True(same.CachedTokens > 0);
    }

    [Fact]
    public void A_prefix_that_is_just_being_computed_is_waited_for()
    {
        using var bench = new Bench(slots: 8, blocks: 128);
        var generations = Enumerable.Range(0, 8).Select(i => bench.Submit(Bench.Spec(Long + i, 4, seed: (ulong)i))).ToArray();
        bench.RunToEnd();
        Assert.All(generations.Skip(1), generation => Assert.Equal(Long.Length / 32 * 32, generation.CachedTokens));
        Assert.All(generations, generation => Assert.Equal(Bench.Alone(generation.Spec), Bench.Tokens(generation)));
    }

    [Fact]
    public void Streams_get_a_token_in_every_step_while_a_long_prompt_is_computed()
    {
        using var bench = new Bench(slots: 4, blocks: 128, maxRows: 48);
        var streams = Enumerable.Range(0, 3).Select(i => bench.Submit(Bench.Spec($"{i}", 50, seed: (ulong)i))).ToArray();
        bench.Scheduler.Step();
        bench.Submit(Bench.Spec(Long, 5));
        bench.Runner.Steps.Clear();
        for (var step = 1; step <= 8; step++)
        {
            bench.Scheduler.Step();
            Assert.All(streams, stream => Assert.Equal(1 + step, stream.Generated));
        }
        Assert.All(bench.Runner.Steps, step => Assert.Equal(48, step.Rows));
    }

    [Fact]
    public void When_the_cache_is_full_the_youngest_is_put_back_and_later_goes_on_as_if_nothing_had_been()
    {
        using var bench = new Bench(slots: 6, blocks: 16, context: 512);
        var specs = Enumerable.Range(0, 6).Select(i => Bench.Spec($"{i}" + Long[..60], 200, seed: (ulong)i)).ToArray();
        var generations = specs.Select(bench.Submit).ToArray();
        bench.RunToEnd();
        Assert.True(bench.Scheduler.Meters.Preemptions > 3);
        Assert.All(generations, generation => Assert.Equal(Bench.Alone(generation.Spec), Bench.Tokens(generation)));
        bench.AssertNothingLeft();
    }

    [Fact]
    public void A_preempted_prompt_is_scored_once_and_a_preempted_embedding_is_the_same()
    {
        var scored = Bench.Spec("s" + Long[..280], 3) with { ScoresPrompt = true, Alternatives = 2 };
        var embedded = Bench.Spec("e" + Long[..280], 0) with { Embeds = true };
        List<TokenEvent> alone;
        float[] vector;
        using (var bench = new Bench())
        {
            var (first, second) = (bench.Submit(scored), bench.Submit(embedded));
            bench.RunToEnd();
            (alone, vector) = (Bench.Read(first), second.Embedding!);
        }
        Assert.Equal(1, vector.Sum(value => value * value), 1e-5);
        Assert.Equal(scored.Prompt.Length + 3, alone.Count);
        Assert.Null(alone[0].Scores);
        Assert.Equal(scored.Prompt, alone.Take(scored.Prompt.Length).Select(happened => happened.Token));

        foreach (var victim in new[] { scored, embedded })
        {
            // 27 blocks: both prompts fit, but not with what the older streams come to need; the later one is put back.
            using var crowded = new Bench(slots: 8, blocks: 27, context: 512, maxRows: 8);
            for (var i = 0; i < 4; i++)
                crowded.Submit(Bench.Spec($"{i}", 200, seed: (ulong)i));
            for (var i = 0; i < 5; i++)
                crowded.Scheduler.Step();
            var other = crowded.Submit(victim == scored ? embedded : scored);
            var put = crowded.Submit(victim);
            crowded.RunToEnd();
            Assert.True(crowded.Scheduler.Meters.Preemptions > 0);
            var again = Bench.Read(victim == scored ? put : other);
            Assert.Equal(alone.Select(Scored), again.Select(Scored));
            Assert.Equal(vector, (victim == scored ? other : put).Embedding);
        }

        static (int, float?) Scored(TokenEvent happened) => (happened.Token, happened.Scores?.Logprob);
    }

    [Fact]
    public void A_full_queue_refuses_and_takes_all_choices_of_a_request_or_none()
    {
        using var bench = new Bench(slots: 2, queueLimit: 3);
        var spec = Bench.Spec("a", 5);
        Assert.True(bench.Scheduler.TrySubmit([new Generation(spec), new Generation(spec), new Generation(spec), new Generation(spec)]));
        Assert.False(bench.Scheduler.TrySubmit([new Generation(spec), new Generation(spec)]));
        Assert.True(bench.Scheduler.TrySubmit([new Generation(spec)]));
        Assert.False(bench.Scheduler.TrySubmit([new Generation(spec)]));
        bench.RunToEnd();
        Assert.True(bench.Scheduler.TrySubmit([new Generation(spec)]));
        Assert.Equal(2, bench.Scheduler.Meters.Refused);
    }

    [Fact]
    public void Whoever_leaves_has_left_slot_and_blocks_before_the_next_step()
    {
        using var bench = new Bench(slots: 1);
        var leaver = bench.Submit(Bench.Spec(Long, 300));
        var next = bench.Submit(Bench.Spec("b", 3));
        var gone = bench.Submit(Bench.Spec("c", 3));
        for (var i = 0; i < 10; i++)
            bench.Scheduler.Step();
        leaver.Cancel();
        gone.Cancel();
        bench.Scheduler.Step();
        Assert.Equal(FinishReason.Cancelled, Bench.Read(leaver)[^1].Finish);
        Assert.Equal(FinishReason.Cancelled, Bench.Read(gone)[^1].Finish);
        Assert.Equal(1, next.Generated);
        bench.RunToEnd();
        bench.AssertNothingLeft();
    }

    [Fact]
    public void Draining_finishes_what_was_accepted_and_refuses_the_rest()
    {
        using var bench = new Bench(slots: 1);
        var accepted = Enumerable.Range(0, 3).Select(_ => bench.Submit(Bench.Spec("a", 3))).ToArray();
        bench.Scheduler.Drain();
        Assert.False(bench.Scheduler.TrySubmit([new Generation(Bench.Spec("b", 3))]));
        bench.RunToEnd();
        Assert.All(accepted, generation => Assert.Equal(FinishReason.Length, Bench.Read(generation)[^1].Finish));
    }

    [Fact]
    public void A_step_that_fails_fails_its_requests_and_no_later_ones()
    {
        using var bench = new Bench();
        var failed = bench.Submit(Bench.Spec(Long, 3));
        bench.Runner.Fails = new InvalidOperationException("broken");
        bench.Scheduler.Step();
        Assert.Equal(FinishReason.Failed, Bench.Read(failed)[^1].Finish);
        Assert.Contains("broken", failed.Failure, StringComparison.Ordinal);
        bench.Runner.Fails = null;
        var spec = Bench.Spec(Long, 3);
        var next = bench.Submit(spec);
        bench.RunToEnd();
        Assert.Equal(0, next.CachedTokens);
        Assert.Equal(Bench.Alone(spec), Bench.Tokens(next));
        bench.AssertNothingLeft();
    }

    [Fact]
    public void An_answer_ends_at_the_end_token_at_a_stop_string_or_at_its_length()
    {
        using var bench = new Bench();
        var biased = new SamplingOptions { Temperature = 0, LogitBias = [new(ByteTokenizer.End, 1000)] };
        var ended = bench.Submit(Bench.Spec("a", 5) with { IgnoreEnd = false, Sampling = biased });
        var ignored = bench.Submit(Bench.Spec("a", 5) with { Sampling = biased });
        var stopped = bench.Submit(Bench.Spec("a", 5) with { Stop = ["xx"], Sampling = biased with { LogitBias = [new('x', 1000)] } });
        var none = bench.Submit(Bench.Spec("a", 0));
        bench.RunToEnd();
        Assert.Equal([FinishReason.Stop], Bench.Read(ended).Select(happened => happened.Finish));
        Assert.Equal(FinishReason.Length, Bench.Read(ignored)[^1].Finish);
        Assert.Equal(5, ignored.Generated);
        var events = Bench.Read(stopped);
        Assert.Equal(("", FinishReason.Stop, 2), (string.Concat(events.Select(happened => happened.Text)), events[^1].Finish, events.Count));
        Assert.Equal([(-1, FinishReason.Length)], Bench.Read(none).Select(happened => (happened.Token, happened.Finish)));
    }

    [Fact]
    public void Ten_thousand_short_requests_with_random_cancellations_leave_nothing_behind()
    {
        using var bench = new Bench(slots: 8, blocks: 40, context: 256, queueLimit: 50);
        var random = new Random(7);
        var open = new List<Generation>();
        var (submitted, cancelled) = (0, 0);
        while (submitted < 10_000)
        {
            for (var i = random.Next(6); i > 0; i--)
            {
                var start = random.Next(40);
                var spec = Bench.Spec(Long[start..(start + random.Next(1, 100))], random.Next(1, 30), (ulong)submitted);
                var generation = new Generation(spec with { Stop = random.Next(3) == 0 ? ["e"] : [] });
                if (!bench.Scheduler.TrySubmit([generation]))
                    break;
                open.Add(generation);
                submitted++;
            }
            if (open.Count > 0 && random.Next(3) == 0)
            {
                open[random.Next(open.Count)].Cancel();
                cancelled++;
            }
            bench.Scheduler.Step();
            open.RemoveAll(generation => generation.Events.Completion.IsCompleted || Bench.Read(generation) is [.., { Finish: not FinishReason.None }]);
        }
        bench.RunToEnd();
        Assert.True(cancelled > 100);
        Assert.True(bench.Scheduler.Meters.Cancelled > 50);
        Assert.Equal(submitted, bench.Scheduler.Meters.Finished + bench.Scheduler.Meters.Cancelled);
        bench.AssertNothingLeft();
        Assert.Equal(40, bench.Scheduler.Cache.Available);
    }
}

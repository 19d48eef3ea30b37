using Slipway.Engine.Cache;
using Slipway.Engine.Metrics;
using Slipway.Formats.Tokenizers;
using Slipway.Models.Execution;
using Slipway.Models.Sampling;

namespace Slipway.Engine.Scheduling;

/// <summary>What becomes of a step's results: tokens are chosen, scored, made text and sent; hidden states are pooled.</summary>
internal sealed class Harvest(IStepRunner runner, Tokenizer tokenizer, int vocabulary, TimeProvider time, EngineMeters meters)
{
    /// <summary>Most rows in a step whose prompt tokens are scored: each costs the logits of a whole vocabulary.</summary>
    public const int ScoredRows = 32;

    private readonly Sampler _sampler = new(vocabulary);

    /// <summary>A sequence got its slot.</summary>
    public void Start(Sequence sequence)
    {
        var generation = sequence.Generation;
        // One that was preempted keeps the figures of its first start.
        if (generation.Started != 0)
            return;
        generation.Started = time.GetTimestamp();
        generation.CachedTokens = sequence.Computed;
        meters.CachedTokens += sequence.Computed;
        meters.PromptTokens += sequence.Length - sequence.Computed;
        meters.QueueSeconds.Add(time.GetElapsedTime(generation.Submitted, generation.Started).TotalSeconds);
    }

    public void Collect(List<Sequence> step, BlockCache cache)
    {
        var (logits, hidden) = (0, 0);
        foreach (var sequence in step)
        {
            var first = sequence.Computed;
            sequence.Advance(cache);
            try
            {
                switch (sequence.SpanWant)
                {
                    case Want.Hidden:
                        for (var row = 0; row < sequence.SpanTokens; row++)
                            Pool(sequence, runner.Hidden(hidden++));
                        break;
                    case Want.All:
                        for (var row = 0; row < sequence.SpanTokens; row++)
                            ScorePrompt(sequence, first + row + 1, runner.Logits(logits + row));
                        logits += sequence.SpanTokens;
                        break;
                    case Want.Last:
                        logits++;
                        break;
                }
                if (sequence.Pending == 0)
                    Continue(sequence, logits - 1);
            }
            catch (InvalidOperationException exception)
            {
                // A sampler that finds no number among the logits fails its own request only.
                End(sequence, FinishReason.Failed, exception.Message);
            }
        }
    }

    /// <summary>Ends a sequence and tells its caller.</summary>
    public void End(Sequence sequence, FinishReason reason, string? failure)
    {
        sequence.Generation.Failure = failure;
        if (reason == FinishReason.Cancelled)
            meters.Cancelled++;
        else
            meters.Failed++;
        Emit(sequence, new TokenEvent(-1, "", Finish: reason));
    }

    /// <summary>All tokens are computed: here a prompt ends, and each token of an answer comes to be.</summary>
    private void Continue(Sequence sequence, int logits)
    {
        var (generation, spec) = (sequence.Generation, sequence.Spec);
        var now = time.GetTimestamp();
        if (generation.Prompted == 0)
        {
            generation.Prompted = generation.Latest = now;
            meters.FirstTokenSeconds.Add(time.GetElapsedTime(generation.Submitted, now).TotalSeconds);
        }
        if (spec.Embeds || spec.MaxTokens == 0)
        {
            if (spec.Embeds)
                generation.Embedding = Normalize(sequence.Pooled!);
            Finish(sequence, new TokenEvent(-1, "", Finish: spec.Embeds ? FinishReason.Stop : FinishReason.Length));
            return;
        }

        var row = runner.Logits(logits);
        var token = _sampler.Sample(row, sequence.Sampling, sequence.Length, sequence.Matcher is { } matcher ? matcher.Allowed : []);
        var scores = spec.Alternatives is { } count ? Score(row, token, count) : null;
        sequence.Append(token);
        sequence.Sampling.Accept(token);
        sequence.Matcher?.Accept(token);
        meters.GeneratedTokens++;
        if (generation.Generated > 1)
            meters.TokenSeconds.Add(time.GetElapsedTime(generation.Latest, now).TotalSeconds);
        generation.Latest = now;

        var ends = !spec.IgnoreEnd && tokenizer.EndOfGeneration.Contains(token);
        var text = ends ? "" : sequence.Text.Append(token);
        // Where a grammar allows nothing more, the end is certain without a token that says so.
        ends |= sequence.Matcher is { IsOver: true };
        var reason = ends || sequence.Text.Stopped ? FinishReason.Stop
            : generation.Generated == spec.MaxTokens ? FinishReason.Length : FinishReason.None;
        if (reason == FinishReason.None)
        {
            Emit(sequence, new TokenEvent(token, text, scores));
            return;
        }
        if (!sequence.Text.Stopped)
            text += sequence.Text.Flush();
        Finish(sequence, new TokenEvent(token, text, scores, sequence.Text.Stopped ? FinishReason.Stop : reason));
    }

    private void Finish(Sequence sequence, in TokenEvent last)
    {
        meters.Finished++;
        Emit(sequence, last);
    }

    private static void Emit(Sequence sequence, in TokenEvent happened)
    {
        sequence.IsFinished = happened.Finish != FinishReason.None;
        sequence.Generation.Emit(happened);
    }

    /// <summary>Scores the prompt's token at a position by the logits of the row before it.</summary>
    private void ScorePrompt(Sequence sequence, int position, ReadOnlySpan<float> logits)
    {
        var prompt = sequence.Spec.Prompt;
        if (sequence.Scored == 0)
        {
            sequence.Generation.Emit(new TokenEvent(prompt[0], "", OfPrompt: true));
            sequence.Scored = 1;
        }
        // After a preemption rows come again that were scored before.
        if (position != sequence.Scored || position == prompt.Length)
            return;
        var scores = Score(logits, prompt[position], sequence.Spec.Alternatives ?? 0);
        sequence.Generation.Emit(new TokenEvent(prompt[position], "", scores, OfPrompt: true));
        sequence.Scored++;
    }

    private static TokenScores Score(ReadOnlySpan<float> logits, int token, int alternatives)
    {
        var normalizer = Logprobs.Normalizer(logits);
        var top = new TokenLogprob[alternatives];
        var count = Logprobs.Top(logits, normalizer, top);
        return new TokenScores((float)(logits[token] - normalizer), count == top.Length ? top : top[..count]);
    }

    private static void Pool(Sequence sequence, ReadOnlySpan<float> hidden)
    {
        sequence.Pooled ??= new float[hidden.Length];
        for (var i = 0; i < hidden.Length; i++)
            sequence.Pooled[i] += hidden[i];
    }

    /// <summary>The mean's direction is the sum's.</summary>
    private static float[] Normalize(float[] sum)
    {
        var square = 0.0;
        foreach (var value in sum)
            square += (double)value * value;
        var scale = square > 0 ? 1 / Math.Sqrt(square) : 0;
        return Array.ConvertAll(sum, value => (float)(value * scale));
    }
}

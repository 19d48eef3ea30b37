using System.Diagnostics;
using Slipway.Engine.Cache;
using Slipway.Engine.Metrics;
using Slipway.Formats.Tokenizers;
using Slipway.Models.Execution;

namespace Slipway.Engine.Scheduling;

/// <summary>
/// Runs many generations on one model. One thread owns the executor and the cache; a step is:
///
///  1. Who was cancelled leaves: slot and blocks are free.
///  2. Who waits gets a slot, in order, if the cache has room for all of its tokens. What the cache knows of its prefix is not computed
///     again. If somebody is computing the same prefix just now, it waits for that instead of doing the same.
///  3. Each stream that generates adds one token to the batch. If there is no block for it, the youngest loses its slot, and
///     will be computed again later.
///  4. Prompts fill the batch up to the chunk's budget, in order.
///  5. The model runs; blocks that became full get their identity; tokens are chosen and sent to their callers.
/// </summary>
internal sealed class Scheduler : IDisposable
{
    private readonly SchedulerOptions _options;
    private readonly IStepRunner _runner;
    private readonly Tokenizer _tokenizer;
    private readonly Tokenizer _marked;
    private readonly TimeProvider _time;
    private readonly BlockCache _cache;
    private readonly ChunkBudget _budget;
    private readonly Harvest _harvest;
    private readonly WaitingList _waiting;
    private readonly List<Sequence> _running = [];
    private readonly List<Sequence> _step = [];
    private readonly Predicate<Sequence> _admit;
    private bool _cacheIsFull;
    private volatile bool _stopping;

    /// <param name="marked">The tokenizer in which tags of answers are text.</param>
    public Scheduler(
        SchedulerOptions options, IStepRunner runner, Tokenizer tokenizer, Tokenizer marked, int vocabulary, TimeProvider time, EngineMeters meters)
    {
        var least = KvBlock.For(options.Context);
        if (options.Blocks < least)
            throw new ArgumentException($"a context of {options.Context} tokens needs {least} blocks, not {options.Blocks}", nameof(options));
        if (options.Slots > runner.MaxRows)
            throw new ArgumentException($"{options.Slots} slots need as many rows, not {runner.MaxRows}", nameof(options));
        (_options, _runner, _tokenizer, _marked, _time, Meters) = (options, runner, tokenizer, marked, time, meters);
        _cache = new BlockCache(options.Blocks);
        _budget = new ChunkBudget(runner.MaxRows, options.StallTarget.TotalSeconds);
        _harvest = new Harvest(runner, tokenizer, vocabulary, time, meters);
        _waiting = new WaitingList(options.Slots + options.QueueLimit);
        _admit = TryAdmit;
    }

    public EngineMeters Meters { get; }

    public SchedulerOptions Options => _options;

    public int Queued => _waiting.Count;

    public bool IsDraining => _waiting.IsClosed;

    internal BlockCache Cache => _cache;

    /// <summary>Accepts all of the generations or, where the queue is full or the engine is draining, none.</summary>
    public bool TrySubmit(IReadOnlyList<Generation> generations)
    {
        var now = _time.GetTimestamp();
        var sequences = new Sequence[generations.Count];
        for (var i = 0; i < sequences.Length; i++)
        {
            var generation = generations[i];
            generation.Submitted = now;
            generation.Spec.Adapter?.Hold();
            var decoder = new TextDecoder(generation.Spec.Syntax is null ? _tokenizer : _marked, generation.Spec.StartsText);
            sequences[i] = new Sequence(generation, new AnswerText(decoder, generation.Spec.Stop));
        }
        if (_waiting.TryAdd(sequences))
            return true;
        foreach (var generation in generations)
            generation.Spec.Adapter?.Release();
        Meters.Refuse();
        return false;
    }

    /// <summary>New generations are refused from now on; those accepted run to their end.</summary>
    public void Drain() => _waiting.Close();

    /// <summary>Steps until <see cref="Stop"/>; the thread that runs this owns everything here.</summary>
    public void Run()
    {
        while (!_stopping)
        {
            if (!Step())
                _waiting.Wait();
        }
        foreach (var sequence in _running.ToArray())
            Leave(sequence, "the engine stops");
        _waiting.Take(sequence => End(sequence, FinishReason.Failed, "the engine stops"), _running);
    }

    public void Stop()
    {
        _waiting.Close();
        _stopping = true;
        _waiting.Ring();
    }

    public void Dispose() => _runner.Dispose();

    /// <summary>One step; false where there was nothing to do.</summary>
    internal bool Step()
    {
        RemoveCancelled();
        _cacheIsFull = false;
        _waiting.Take(_admit, _running);
        ShowFigures();
        if (_running.Count == 0)
            return false;

        _runner.Clear();
        _step.Clear();
        var rows = PlanStreams();
        rows += PlanPrompts(_budget.Rows(rows));
        var start = _time.GetTimestamp();
        try
        {
            _runner.Run();
        }
        catch (Exception exception)
        {
            // Nothing can be said of what was computed; nothing of it has an identity yet, so nobody else will see it.
            Debug.WriteLine(exception);
            foreach (var sequence in _running.ToArray())
                Leave(sequence, "the model could not be run: " + exception.Message);
            return true;
        }
        _budget.Observe(rows, _time.GetElapsedTime(start).TotalSeconds);
        Meters.Steps++;
        Meters.StepRows.Add(rows);
        _harvest.Collect(_step, _cache);
        foreach (var sequence in _step)
        {
            if (sequence.IsFinished)
                Retire(sequence);
        }
        return true;
    }

    private void RemoveCancelled()
    {
        for (var i = _running.Count - 1; i >= 0; i--)
        {
            if (_running[i].Generation.IsCancelled)
                Leave(_running[i], failure: null);
        }
    }

    /// <summary>Whether one that waits leaves the list: it got a slot, or was cancelled.</summary>
    private bool TryAdmit(Sequence sequence)
    {
        if (sequence.Generation.IsCancelled)
            return End(sequence, FinishReason.Cancelled, failure: null);
        if (_cacheIsFull || _running.Count == _options.Slots)
            return false;
        sequence.ReusePrefix(_cache);
        if (!IsBeingComputed(sequence))
        {
            // Each stream may need one more block before this prompt is through.
            var needed = KvBlock.For(sequence.Length) - sequence.Blocks.Length + _running.Count;
            _cacheIsFull = needed > _cache.Available;
            if (!_cacheIsFull)
            {
                sequence.TryHold(_cache, sequence.Length);
                _running.Add(sequence);
                _harvest.Start(sequence);
                return true;
            }
        }
        sequence.Release(_cache);
        return false;
    }

    /// <summary>Whether one that runs will soon have computed the next full block of this prompt.</summary>
    private bool IsBeingComputed(Sequence sequence)
    {
        var next = sequence.Blocks.Length;
        var end = (next + 1) * KvBlock.Tokens;
        if (sequence.NeedsEveryRow || end >= sequence.Length)
            return false;
        var key = sequence.KeyOf(next);
        foreach (var other in _running)
        {
            if (other.Computed < end && other.Length >= end && other.KeyOf(next) == key)
                return true;
        }
        return false;
    }

    private int PlanStreams()
    {
        var rows = 0;
        // From the oldest on; one that finds no block takes those of the youngest, which is planned last.
        for (var i = 0; i < _running.Count; i++)
        {
            var sequence = _running[i];
            if (!sequence.IsDecoding || !MakeRoom(sequence))
                continue;
            Plan(sequence, tokens: 1, Want.Last);
            rows++;
        }
        return rows;
    }

    private int PlanPrompts(int budget)
    {
        var rows = 0;
        var scored = Harvest.ScoredRows;
        foreach (var sequence in _running)
        {
            if (sequence.IsDecoding)
                continue;
            var tokens = Math.Min(sequence.Pending, budget - rows);
            var want = sequence.Spec.Embeds ? Want.Hidden
                : sequence.NeedsEveryRow ? Want.All
                : tokens == sequence.Pending ? Want.Last : Want.None;
            if (want == Want.All)
                scored -= tokens = Math.Min(tokens, scored);
            if (tokens == 0)
                continue;
            Plan(sequence, tokens, want);
            rows += tokens;
        }
        return rows;
    }

    private void Plan(Sequence sequence, int tokens, Want want)
    {
        (sequence.SpanTokens, sequence.SpanWant) = (tokens, want);
        _runner.Add(sequence.Tokens.Slice(sequence.Computed, tokens), sequence.Computed, sequence.Blocks, want, sequence.Spec.Adapter?.Weights);
        _step.Add(sequence);
    }

    /// <summary>Finds a block for the sequence's next token; false where it is itself the youngest and had to go.</summary>
    private bool MakeRoom(Sequence sequence)
    {
        while (!sequence.TryHold(_cache, sequence.Length))
        {
            var youngest = _running[^1];
            _running.RemoveAt(_running.Count - 1);
            youngest.Release(_cache);
            _waiting.AddFirst(youngest);
            Meters.Preemptions++;
            if (youngest == sequence)
                return false;
        }
        return true;
    }

    private void Retire(Sequence sequence)
    {
        sequence.Release(_cache);
        _running.Remove(sequence);
    }

    private void Leave(Sequence sequence, string? failure)
    {
        Retire(sequence);
        End(sequence, failure is null ? FinishReason.Cancelled : FinishReason.Failed, failure);
    }

    private bool End(Sequence sequence, FinishReason reason, string? failure)
    {
        _harvest.End(sequence, reason, failure);
        return true;
    }

    private void ShowFigures()
    {
        Meters.Running = _running.Count;
        (Meters.BlocksUsed, Meters.BlocksKept, Meters.Evictions) = (_cache.Used, _cache.Kept, _cache.Evictions);
    }
}

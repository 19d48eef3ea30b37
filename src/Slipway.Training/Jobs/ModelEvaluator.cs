using Slipway.Formats.Datasets;
using Slipway.Formats.Templates;
using Slipway.Models;
using Slipway.Models.Adapters;
using Slipway.Models.Execution;
using Slipway.Protocol.Jobs;
using Slipway.Tensors;
using Slipway.Training.Data;
using Slipway.Training.Evaluation;

namespace Slipway.Training.Jobs;

/// <summary>Asks a model what a dataset asks, and compares: the loss of the expected answers, and the likeness of its own.</summary>
public sealed class ModelEvaluator : IDisposable
{
    private const int MaxRows = 256;

    private readonly Model _model;
    private readonly Adapter? _adapter;
    private readonly ThreadTeam _team;
    private readonly KvPool _pool;
    private readonly Executor _executor;
    private readonly Batch _batch = new(MaxRows, 1);
    private readonly ExampleEncoder _encoder;
    private readonly int[] _blocks;

    public ModelEvaluator(string model, string? adapter, int threads)
    {
        _model = Model.Open(model);
        _adapter = adapter is null ? null : Adapter.Open(adapter, _model);
        _team = new ThreadTeam(threads);
        _pool = new KvPool(_model.Spec, KvPool.BlocksFor(_model.Spec.ContextLength));
        _executor = new Executor(_model, _team, _pool, MaxRows);
        _encoder = new ExampleEncoder(_model.Tokenizer, _model.ChatTemplate is { } source ? ChatTemplate.Parse(source) : ChatTemplate.Default(_model.Tokenizer));
        _blocks = [.. Enumerable.Range(0, _pool.Blocks)];
    }

    /// <param name="examples">At most <see cref="EvaluationConfig.MaxExamples"/> of them are taken.</param>
    /// <param name="config">What to measure.</param>
    /// <param name="told">Each example's result as it is known, and how many there will be.</param>
    /// <param name="cancellation">Ends it after the token under way.</param>
    public EvaluationMetrics Run(IReadOnlyList<Example> examples, EvaluationConfig config, Action<ExampleResult, int> told, CancellationToken cancellation)
    {
        var count = Math.Min(examples.Count, config.MaxExamples ?? int.MaxValue);
        var results = new List<ExampleResult>(count);
        var (loss, targets) = (0.0, 0L);
        for (var i = 0; i < count; i++)
        {
            var (sum, learned) = Loss(examples[i], cancellation);
            (loss, targets) = (loss + sum, targets + learned);
            var result = Compare(i, examples[i], learned == 0 ? null : sum / learned, config.MaxTokens, cancellation);
            results.Add(result);
            told(result, count);
        }
        var answered = results.Where(result => result.Answer is not null).ToList();
        double? Mean(Func<ExampleResult, double?> of) => answered.Count == 0 ? null : answered.Average(of);
        return new EvaluationMetrics
        {
            Examples = count,
            Loss = targets == 0 ? null : loss / targets,
            Perplexity = targets == 0 ? null : Math.Exp(loss / targets),
            Accuracy = Mean(result => result.Exact == true ? 1 : 0),
            F1 = Mean(result => result.F1),
            Precision = Mean(result => result.Precision),
            Recall = Mean(result => result.Recall),
            RougeL = Mean(result => result.RougeL),
            TrajectorySimilarity = Mean(result => result.TrajectorySimilarity),
        };
    }

    public void Dispose()
    {
        _executor.Dispose();
        _pool.Dispose();
        _team.Dispose();
        _adapter?.Dispose();
        _model.Dispose();
    }

    /// <summary>The most likely answer.</summary>
    public string Answer(IReadOnlyList<Turn> turns, int maxTokens, CancellationToken cancellation)
    {
        var prompt = _encoder.Prompt(turns);
        var room = _model.Spec.ContextLength - maxTokens;
        if (prompt.Count > room)
            prompt.RemoveRange(0, prompt.Count - Math.Max(1, room));
        var answer = new List<int>();
        var logits = Feed(prompt, 0, cancellation);
        while (true)
        {
            var next = IndexOfMax(logits);
            if (_model.Tokenizer.EndOfGeneration.Contains(next))
                break;
            answer.Add(next);
            if (answer.Count == maxTokens)
                break;
            logits = Feed([next], prompt.Count + answer.Count - 1, cancellation);
        }
        return _model.Tokenizer.Decode(answer);
    }

    private ExampleResult Compare(int index, Example example, double? loss, int maxTokens, CancellationToken cancellation)
    {
        var prompt = example.Turns.Count > 1 ? example.Turns[^2].Content : "";
        if (maxTokens == 0)
            return new ExampleResult(index, prompt, example.Answer, null) { Loss = loss };
        var answer = Answer([.. example.Turns.SkipLast(1)], maxTokens, cancellation);
        var words = Overlap.OfWords(answer, example.Answer);
        return new ExampleResult(index, prompt, example.Answer, answer)
        {
            Loss = loss,
            Exact = ExactMatch.Of(answer, example.Answer),
            F1 = words.F1,
            Precision = words.Precision,
            Recall = words.Recall,
            RougeL = Overlap.OfLongestCommonSequence(answer, example.Answer).F1,
            TrajectorySimilarity = Trajectory.Similarity(Trajectory.StepsOf(answer), example.Trajectory ?? Trajectory.StepsOf(example.Answer)),
        };
    }

    private (double Loss, int Targets) Loss(Example example, CancellationToken cancellation)
    {
        if (_encoder.Encode(example).CutTo(_model.Spec.ContextLength) is not { } cut)
            return (0, 0);
        var (sum, targets) = (0.0, 0);
        for (var first = 0; first < cut.Tokens.Length - 1; first += MaxRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(MaxRows, cut.Tokens.Length - 1 - first);
            _batch.Clear();
            _batch.Add(cut.Tokens.AsSpan(first, count), first, _blocks, Want.All, _adapter);
            _executor.Run(_batch);
            for (var row = 0; row < count; row++)
            {
                if (!cut.Learned[first + row + 1])
                    continue;
                sum += LogSum(_executor.Logits(row)) - _executor.Logits(row)[cut.Tokens[first + row + 1]];
                targets++;
            }
        }
        return (sum, targets);
    }

    private ReadOnlySpan<float> Feed(List<int> tokens, int position, CancellationToken cancellation)
    {
        for (var first = 0; first < tokens.Count; first += MaxRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens).Slice(first, Math.Min(MaxRows, tokens.Count - first));
            _batch.Clear();
            _batch.Add(part, position + first, _blocks, first + part.Length == tokens.Count ? Want.Last : Want.None, _adapter);
            _executor.Run(_batch);
        }
        return _executor.Logits(0);
    }

    private static int IndexOfMax(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
                best = i;
        }
        return best;
    }

    private static double LogSum(ReadOnlySpan<float> logits)
    {
        var highest = logits[IndexOfMax(logits)];
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp((double)logit - highest);
        return highest + Math.Log(sum);
    }
}

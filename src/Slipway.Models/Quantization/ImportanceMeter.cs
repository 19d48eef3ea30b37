using Slipway.Models.Execution;
using Slipway.Tensors;

namespace Slipway.Models.Quantization;

/// <summary>Measures an <see cref="ImportanceMatrix"/>: runs a model over text and notes how large the inputs of its matrices are.</summary>
public static class ImportanceMeter
{
    /// <param name="source">Where the text is from; quantized files name it.</param>
    /// <param name="progress">Is told how many of the tokens are done, and of how many.</param>
    /// <exception cref="ArgumentException">The text has no tokens.</exception>
    public static ImportanceMatrix Measure(
        Model model, string text, string source, ImportanceOptions options, IProgress<(int Done, int Total)>? progress = null,
        CancellationToken cancellation = default)
    {
        var tokens = model.Tokenizer.Encode(text, parseSpecial: false);
        if (tokens.Count == 0)
            throw new ArgumentException("there is no text to measure with", nameof(text));
        if (options.MostTokens is { } most && tokens.Count > most)
            tokens.RemoveRange(most, tokens.Count - most);
        int[] begin = model.Tokenizer is { AddsBos: true, Bos: { } bos } ? [bos] : [];
        var rows = Math.Min(options.Window, model.Spec.ContextLength);

        using var team = new ThreadTeam(options.Threads);
        using var pool = new KvPool(model.Spec, KvPool.BlocksFor(rows));
        using var executor = new Executor(model, team, pool, rows) { Meter = new ActivationMeter(model.File) };
        var batch = new Batch(rows, 1);
        int[] blocks = [.. Enumerable.Range(0, pool.Blocks)];
        var window = Math.Max(1, rows - begin.Length);
        for (var first = 0; first < tokens.Count; first += window)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] span = [.. begin, .. tokens[first..Math.Min(tokens.Count, first + window)]];
            batch.Clear();
            batch.Add(span.AsSpan(0, Math.Min(rows, span.Length)), 0, blocks, Want.Hidden);
            executor.Run(batch);
            executor.MeterOutput();
            progress?.Report((Math.Min(tokens.Count, first + window), tokens.Count));
        }
        return ImportanceMatrix.Of(source, executor.Meter.Tensors);
    }
}

using Slipway.Formats;
using Slipway.Training.Data;
using Slipway.Training.Tape;

namespace Slipway.Training.Export;

/// <summary>
/// Whether a merged model says what the base with its adapters says. Divergences are means over the tokens of some examples, in nats:
/// a merge that did nothing is as far from the adapted model as the base is, so one is judged by the other.
/// </summary>
/// <param name="ToMerged">KL(adapted ‖ merged).</param>
/// <param name="ToBase">KL(adapted ‖ base).</param>
public readonly record struct MergeProof(double ToMerged, double ToBase)
{
    public const double Tolerance = 0.01;

    // Rounding to half precision alone moves a model by so much.
    private const double Rounding = 1e-6;

    public bool Holds => ToMerged <= Tolerance * ToBase + Rounding;

    public static MergeProof Measure(TrainableModel adapted, ModelFile baseFile, ModelFile mergedFile, IReadOnlyList<TrainingExample> examples)
    {
        var options = new TrainableModelOptions { MaxRows = adapted.MaxRows, Threads = adapted.Compute.Team.Threads, Trains = false };
        using var merged = new TrainableModel(mergedFile, options);
        using var original = new TrainableModel(baseFile, options);
        var (toMerged, toBase, rows) = (0.0, 0.0, 0L);
        var batch = new MicroBatch(adapted.MaxRows);
        foreach (var example in examples)
        {
            if (example.CutTo(adapted.MaxRows) is not { } cut)
                continue;
            batch.Clear();
            batch.Add(cut.Tokens, cut.Learned);
            var logits = adapted.Logits(batch);
            toMerged += Divergence(logits, merged.Logits(batch), adapted.Spec.Vocabulary);
            toBase += Divergence(logits, original.Logits(batch), adapted.Spec.Vocabulary);
            rows += batch.Rows;
        }
        return rows == 0 ? throw new ArgumentException("no examples to compare by", nameof(examples)) : new MergeProof(toMerged / rows, toBase / rows);
    }

    /// <summary>The sum over rows of KL(p ‖ q) of the distributions that two sets of logits stand for.</summary>
    private static double Divergence(float[] p, float[] q, int vocabulary)
    {
        var sum = 0.0;
        for (var row = 0; row < p.Length; row += vocabulary)
        {
            ReadOnlySpan<float> a = p.AsSpan(row, vocabulary), b = q.AsSpan(row, vocabulary);
            var (logA, logB) = (LogSum(a), LogSum(b));
            for (var i = 0; i < vocabulary; i++)
            {
                var logP = a[i] - logA;
                sum += Math.Exp(logP) * (logP - (b[i] - logB));
            }
        }
        return sum;
    }

    private static double LogSum(ReadOnlySpan<float> logits)
    {
        var highest = float.NegativeInfinity;
        foreach (var logit in logits)
            highest = Math.Max(highest, logit);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp((double)logit - highest);
        return highest + Math.Log(sum);
    }
}

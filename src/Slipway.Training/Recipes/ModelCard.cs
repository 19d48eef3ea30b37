using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Formats.Datasets;
using Slipway.Training.Jobs;

namespace Slipway.Training.Recipes;

/// <summary>What stands beside a model that a recipe made: how it was made, how its loss fell, how it scores and what it says.</summary>
internal static class ModelCard
{
    private const int CurvePoints = 16, AnswerTokens = 200;

    public static void Write(string path, Recipe recipe, RecipeResult result, string log, string model, int threads, CancellationToken cancellation)
    {
        var card = new StringBuilder();
        void Line(FormattableString text) => card.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        var (shape, training) = (recipe.Model, recipe.Training);
        Line($"# {recipe.Name}");
        Line($"");
        Line($"{recipe.Description} License: {recipe.License}.");
        Line($"");
        Line($"It answers what stands in its corpus, and little else: it is here so that a first request gets an answer. Do not rely on what it says.");
        Line($"");
        Line($"## Recipe");
        Line($"");
        Line($"| | |");
        Line($"| --- | --- |");
        Line($"| architecture | llama, {shape.Layers} layers, width {shape.Width}, {shape.Heads} heads ({shape.KvHeads} for keys), feed-forward {shape.FeedForward}, context {shape.Context} |");
        Line($"| parameters | {result.Parameters} |");
        Line($"| vocabulary | {recipe.Vocabulary} tokens, byte-level BPE, learned from the corpus |");
        Line($"| corpus | {recipe.Corpus.Conversations} synthetic conversations, {result.Tokens} tokens; seed {recipe.Seed} |");
        Line($"| training | {training.Epochs} epoch(s) of {training.BatchTokens} tokens a step, AdamW, rate {training.LearningRate} ({training.Schedule}), {training.WarmupSteps} steps of warm-up, decay {training.WeightDecay}; loss on answers only |");
        Line($"| weights | {recipe.Quantization}, {new FileInfo(model).Length / 1e6:F1} MB |");
        Line($"");
        Line($"Conversations rarely have more than a few hundred tokens, so a long context is possible but hardly trained.");
        Line($"");
        Line($"## Loss");
        Line($"");
        Line($"Mean over the steps up to each, in nats a token.");
        Line($"");
        Line($"| step | tokens/s | loss |");
        Line($"| --: | --: | --: |");
        foreach (var (step, rate, loss) in Curve(log))
            Line($"| {step} | {rate:F0} | {loss:F3} |");
        Line($"");
        Line($"## Evaluation");
        Line($"");
        Line($"On {recipe.Corpus.HeldOut} conversations drawn apart from the others: loss {result.QuantizedLoss:F4}, perplexity {Math.Exp(result.QuantizedLoss):F3} ({result.Loss:F4} before quantizing). They ask about the same things in other words, so this says that it learned its corpus, not that it knows more.");
        Line($"");
        Line($"## What it says");
        Line($"");
        Line($"The most likely answers (temperature 0).");
        using var evaluator = new ModelEvaluator(model, null, threads);
        foreach (var sample in recipe.Samples)
        {
            Line($"");
            Line($"**{sample.ReplaceLineEndings("<br>")}**");
            Line($"");
            var answer = evaluator.Answer([new Turn("user", sample)], AnswerTokens, cancellation);
            Line($"{string.Join('\n', answer.Split('\n').Select(line => ("> " + line).TrimEnd()))}");
        }
        File.WriteAllText(path, card.ToString());
    }

    private static IEnumerable<(int Step, double Rate, double Loss)> Curve(string log)
    {
        // A run that was stopped has told of some steps twice.
        var steps = File.ReadLines(log).Select(line => JsonSerializer.Deserialize(line, RecipeJson.Default.ProgressRecord)!)
            .GroupBy(record => record.Step).Select(same => same.Last()).OrderBy(record => record.Step).ToList();
        return steps.Chunk(Math.Max(1, (steps.Count + CurvePoints - 1) / CurvePoints))
            .Select(part => (part[^1].Step, part[^1].TokensPerSecond, part.Average(record => record.Loss)));
    }
}

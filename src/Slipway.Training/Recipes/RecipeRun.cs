using System.Text.Json;
using Slipway.Formats.Datasets;
using Slipway.Formats.Gguf;
using Slipway.Formats.Tokenizers.Training;
using Slipway.Models.Quantization;
using Slipway.Models.Synthesis;
using Slipway.Training.Checkpoints;
using Slipway.Training.Corpus;
using Slipway.Training.Data;
using Slipway.Training.Export;
using Slipway.Training.Optimization;

namespace Slipway.Training.Recipes;

/// <summary>
/// Makes a model from nothing: draws the corpus, learns a vocabulary from it, trains, and writes the finished model. All files lie in one folder;
/// a run that was stopped goes on from its newest checkpoint.
/// </summary>
public sealed class RecipeRun(Recipe recipe, string folder, int threads, TimeProvider clock)
{
    private const string Begin = "<|endoftext|>", TurnBegin = "<|im_start|>", TurnEnd = "<|im_end|>";
    // A vocabulary has seen enough long before the corpus ends.
    private const int VocabularyConversations = 10_000;

    private const string Template =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    public string BasePath => Path.Combine(folder, "base.gguf");

    public string TrainedPath => Path.Combine(folder, recipe.Name + "-f16.gguf");

    public string FinishedPath => Path.Combine(folder, recipe.Name + ".gguf");

    public string CardPath => Path.Combine(folder, recipe.Name + ".md");

    public string LogPath => Path.Combine(folder, "progress.jsonl");

    public CheckpointStore Checkpoints => new(Path.Combine(folder, "checkpoints"));

    /// <summary>Forgets what an earlier run left.</summary>
    public void Clear()
    {
        if (Directory.Exists(Checkpoints.Folder))
            Directory.Delete(Checkpoints.Folder, recursive: true);
        foreach (var path in new[] { BasePath, TrainedPath, FinishedPath, CardPath, LogPath }.Where(File.Exists))
            File.Delete(path);
    }

    /// <summary>The run to its end, and the finished model's loss on what was held out.</summary>
    public RecipeResult Run(IProgress<StepReport>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var generator = CorpusGenerator.Open(recipe.Corpus.Folder);
        var drawn = generator.Draw(recipe.Corpus.Conversations, recipe.Seed, "train").ToList();
        var heldOut = generator.Draw(recipe.Corpus.HeldOut, recipe.Seed, "held out").ToList();
        if (!File.Exists(BasePath))
            WriteBase(drawn);
        using var file = GgufFile.Open(BasePath);
        var (examples, validation) = (Encode(file, drawn), Encode(file, heldOut));
        using var trainer = new Trainer(file, examples, validation, Options(), clock);
        using (var log = new ProgressLog(LogPath, progress))
            trainer.Run(Checkpoints, log, cancellation);
        var parameters = trainer.Model.Parameters.Count;
        new ModelExport(file, trainer.Model).Write(TrainedPath, QuantizationMix.F16);
        using (var trained = GgufFile.Open(TrainedPath))
            new Quantizer(trained, QuantizationMix.Find(recipe.Quantization)!, new QuantizerOptions { Threads = threads }).Write(FinishedPath, cancellation: cancellation);
        using var finished = GgufFile.Open(FinishedPath);
        using var judge = new Trainer(finished, validation, [], Options(), clock);
        var result = new RecipeResult(parameters, examples.Sum(example => (long)example.Tokens.Length), trainer.Evaluate(validation, cancellation),
            judge.Evaluate(validation, cancellation));
        ModelCard.Write(CardPath, recipe, result, LogPath, FinishedPath, threads, cancellation);
        return result;
    }

    private TrainingOptions Options() => new()
    {
        Epochs = recipe.Training.Epochs,
        BatchSize = 1,
        MaxSequence = recipe.Training.BatchTokens + 1,
        Packs = true,
        LearningRate = recipe.Training.LearningRate,
        WarmupSteps = recipe.Training.WarmupSteps,
        Schedule = recipe.Training.Schedule,
        Adam = new AdamOptions { Beta2 = recipe.Training.Beta2, WeightDecay = recipe.Training.WeightDecay },
        Seed = recipe.Seed,
        Threads = threads,
        CheckpointEvery = TimeSpan.FromMinutes(4),
    };

    private void WriteBase(IReadOnlyList<Example> conversations)
    {
        var vocabulary = BpeTrainer.TrainByteLevel(
            conversations.Take(VocabularyConversations).SelectMany(conversation => conversation.Turns).Select(turn => turn.Content),
            // These rules cut numbers into digits, which a small model can calculate with.
            new BpeTrainerOptions { Size = recipe.Vocabulary, Pre = "qwen2", Bos = Begin, Eos = TurnEnd, Control = [TurnBegin], AddsBos = false });
        var shape = recipe.Model;
        FreshModel.Write(BasePath, new RandomModelShape(shape.Layers, shape.Width, shape.Heads, shape.KvHeads, shape.FeedForward)
        {
            Vocabulary = vocabulary.Tokens.Count,
            ContextLength = shape.Context,
        }, vocabulary, recipe.Seed, new Dictionary<string, object>
        {
            ["general.name"] = recipe.Name,
            ["general.description"] = recipe.Description,
            ["general.license"] = recipe.License,
            ["tokenizer.chat_template"] = Template,
        });
    }

    private static List<TrainingExample> Encode(GgufFile file, IEnumerable<Example> conversations)
    {
        var encoder = ExampleEncoder.For(file);
        return
        [
            .. conversations.Select(conversation => conversation.Shape == ExampleShape.Completion
                ? encoder.EncodePlain(conversation.Turns[0].Content + "\n", conversation.Turns[1].Content)
                : encoder.Encode(conversation)),
        ];
    }

    /// <summary>Every step as a line, so that the loss of a run that was stopped and continued is known as a whole.</summary>
    private sealed class ProgressLog : IProgress<StepReport>, IDisposable
    {
        private readonly StreamWriter _lines;
        private readonly IProgress<StepReport>? _next;

        public ProgressLog(string path, IProgress<StepReport>? next)
        {
            _next = next;
            _lines = new StreamWriter(path, append: true) { AutoFlush = true };
        }

        public void Report(StepReport value)
        {
            var record = new ProgressRecord(value.Step, value.Epoch, value.Loss, value.LearningRate, value.TokensPerSecond, value.ValidationLoss);
            _lines.WriteLine(JsonSerializer.Serialize(record, RecipeJson.Default.ProgressRecord));
            _next?.Report(value);
        }

        public void Dispose() => _lines.Dispose();
    }
}

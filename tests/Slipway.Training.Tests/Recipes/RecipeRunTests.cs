using Slipway.Formats.Gguf;
using Slipway.Testing;
using Slipway.Training.Corpus;
using Slipway.Training.Recipes;

namespace Slipway.Training.Tests.Recipes;

public sealed class RecipeRunTests : IDisposable
{
    private const string Tiny = """
        {
          "name": "tiny", "seed": 3, "corpus": { "folder": "words", "conversations": 60, "held_out": 6 }, "vocabulary": 300,
          "model": { "layers": 2, "width": 32, "heads": 2, "kv_heads": 1, "feed_forward": 64, "context": 2048 },
          "training": { "epochs": 2, "batch_tokens": 256, "learning_rate": 0.003, "warmup_steps": 2 },
          "quantization": "Q8_0"
        }
        """;

    private readonly TempDirectory _folder = new();

    public RecipeRunTests()
    {
        Directory.CreateDirectory(_folder.File("words"));
        File.WriteAllText(_folder.File("words/words.txt"), "@system\nBe brief.\n\n= sums 1\n? What is [one|two]?\n! A number.\n= arithmetic 2\n? 1\n! 2\n");
        File.WriteAllText(_folder.File("recipe.json"), Tiny);
    }

    [Fact]
    public void A_recipe_makes_the_same_file_again_bit_for_bit_also_after_a_stop()
    {
        var straight = Run("a", 1, null);
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run("b", 2, new CancelAt(5, cancellation), cancellation.Token));
        var resumed = Run("b", 2, null);
        Assert.Equal(File.ReadAllBytes(straight.FinishedPath), File.ReadAllBytes(resumed.FinishedPath));
        using var file = GgufFile.Open(straight.FinishedPath);
        Assert.Equal(2048, file.Metadata.Integer("llama.context_length"));
        Assert.Contains("<|im_start|>", file.Metadata.Text("tokenizer.chat_template"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_demonstrations_recipe_and_corpus_can_be_read()
    {
        var recipe = Recipe.Read(Path.Combine(Repository.Root, "recipes", "demo.json"));
        Assert.Equal("slipway-demo", recipe.Name);
        Assert.True(recipe.Model.Context >= 2048);
        var questions = CorpusGenerator.Open(recipe.Corpus.Folder).Draw(20_000, recipe.Seed, "train").SelectMany(example => example.Turns).Select(turn => turn.Content).ToHashSet();
        Assert.DoesNotContain(questions, text => text.Contains(" :: ", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private RecipeRun Run(string folder, int threads, IProgress<StepReport>? progress, CancellationToken cancellation = default)
    {
        var run = new RecipeRun(Recipe.Read(_folder.File("recipe.json")), _folder.File(folder), threads, TimeProvider.System);
        run.Run(progress, cancellation);
        return run;
    }

    private sealed class CancelAt(int step, CancellationTokenSource cancellation) : IProgress<StepReport>
    {
        public void Report(StepReport value)
        {
            if (value.Step == step)
                cancellation.Cancel();
        }
    }
}

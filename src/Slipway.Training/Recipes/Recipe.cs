using System.Text.Json;
using Slipway.Formats;
using Slipway.Training.Optimization;

namespace Slipway.Training.Recipes;

/// <summary>All that a model made from nothing follows from, in a file that stands beside its corpus.</summary>
public sealed record Recipe
{
    public required string Name { get; init; }

    public string Description { get; set; } = "";

    public string License { get; set; } = "MIT";

    public ulong Seed { get; set; } = 1;

    public required RecipeCorpus Corpus { get; init; }

    /// <summary>Tokens of the vocabulary, which is learned from the corpus.</summary>
    public int Vocabulary { get; set; } = 2048;

    public required RecipeShape Model { get; init; }

    public required RecipeTraining Training { get; init; }

    /// <summary>What the finished model is quantized to.</summary>
    public string Quantization { get; set; } = "Q8_0";

    /// <summary>What the model card asks the finished model.</summary>
    public IReadOnlyList<string> Samples { get; set; } = [];

    public static Recipe Read(string path)
    {
        try
        {
            var recipe = JsonSerializer.Deserialize(File.ReadAllBytes(path), RecipeJson.Default.Recipe) ?? throw new JsonException("it is empty");
            return recipe with { Corpus = recipe.Corpus with { Folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, recipe.Corpus.Folder) } };
        }
        catch (JsonException error)
        {
            throw new ModelFileException(path, "recipe", error.Message, error);
        }
    }
}

/// <param name="Folder">Of the corpus' files, from the recipe's own folder.</param>
/// <param name="Conversations">Drawn to train on.</param>
/// <param name="HeldOut">Drawn to validate with.</param>
public sealed record RecipeCorpus(string Folder, int Conversations, int HeldOut);

/// <summary>A llama of this size.</summary>
public sealed record RecipeShape(int Layers, int Width, int Heads, int KvHeads, int FeedForward, int Context);

public sealed record RecipeTraining
{
    public int Epochs { get; set; } = 1;

    /// <summary>Tokens that pass the model together; conversations are packed.</summary>
    public int BatchTokens { get; set; } = 2048;

    public float LearningRate { get; set; } = 2e-3f;

    public int WarmupSteps { get; set; } = 100;

    public float WeightDecay { get; set; } = 0.05f;

    public float Beta2 { get; set; } = 0.99f;

    public Schedule Schedule { get; set; } = Schedule.Cosine;
}

namespace Slipway.Platform.Configurations;

/// <summary>Types as people write them.</summary>
public static class ModelTypes
{
    private static readonly string[] Names = ["openai", "vllm", "ollama", "gguf", "transformers"];

    public static string Allowed { get; } = string.Join(", ", Names);

    public static string Name(this ModelType type) => Names[(int)type];

    public static ModelType? Find(string name) => Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is var at and >= 0
        ? (ModelType)at
        : null;

    /// <summary>An engine of ours runs it.</summary>
    public static bool IsLocal(this ModelType type) => type is ModelType.Gguf or ModelType.Transformers;
}

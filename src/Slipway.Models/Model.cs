using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Formats.Tokenizers;
using Slipway.Models.Architectures;
using Slipway.Models.Execution;
using Slipway.Models.HuggingFace;

namespace Slipway.Models;

/// <summary>An opened model: its description, its tokenizer and its weights, which stay in the mapped file.</summary>
public sealed class Model : IDisposable
{
    private readonly ModelFile _file;

    internal Model(ModelFile file, ModelSpec spec, Tokenizer tokenizer)
    {
        (_file, Spec, Tokenizer) = (file, spec, tokenizer);
        Facts = ModelFacts.Of(file);
        Linears = [.. spec.Linears];
        Weights = new BoundWeights(file, Linears);
    }

    public ModelSpec Spec { get; }

    public Tokenizer Tokenizer { get; }

    /// <summary>The Jinja source that the model's publisher wrote for conversations.</summary>
    public string? ChatTemplate { get; private init; }

    /// <summary>The one for conversations with tools, where the publisher wrote another for those.</summary>
    public string? ToolTemplate { get; private init; }

    public ModelFacts Facts { get; }

    public ModelMetadata Metadata => _file.Metadata;

    internal ModelFile File => _file;

    internal BoundWeights Weights { get; }

    /// <summary>Adapters name a linear layer by its place here.</summary>
    internal IReadOnlyList<Linear> Linears { get; }

    /// <summary>
    /// Opens a GGUF file or a Hugging Face directory and reads the weights into memory, so that the first step doesn't wait for the disk.
    /// </summary>
    /// <exception cref="ModelFileException">The file is not a model, or not one that we know how to compute.</exception>
    public static Model Open(string path, IProgress<LoadProgress>? progress = null)
    {
        var isDirectory = Directory.Exists(path);
        ModelFile file = isDirectory ? HuggingFaceModel.Open(path) : GgufFile.Open(path);
        try
        {
            var spec = Architecture.Describe(file);
            // Reading a large vocabulary and reading the weights take about as long.
            var reading = Task.Run(() => isDirectory ? HuggingFaceTokenizer.Load(path) : GgufTokenizer.Load(file.Metadata));
            PageWarmer.Touch(file, spec, progress);
            var tokenizer = reading.GetAwaiter().GetResult();
            if (tokenizer.Count > spec.Vocabulary)
                throw file.Error("tokenizer", $"has {tokenizer.Count} tokens, but the model's embedding {spec.Vocabulary}");
            return new Model(file, spec, tokenizer)
            {
                ChatTemplate = isDirectory ? HuggingFaceTokenizer.ChatTemplate(path) : Template(file.Metadata, "tokenizer.chat_template"),
                ToolTemplate = isDirectory
                    ? HuggingFaceTokenizer.ToolTemplate(path) : Template(file.Metadata, "tokenizer.chat_template.tool_use"),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Weights.Dispose();
        _file.Dispose();
    }

    private static string? Template(ModelMetadata metadata, string key) => metadata.Has(key) ? metadata.Text(key) : null;
}

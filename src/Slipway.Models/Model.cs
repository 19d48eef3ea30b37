using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Formats.Tokenizers;
using Slipway.Models.Architectures;
using Slipway.Models.Execution;

namespace Slipway.Models;

/// <summary>An opened model: its description, its tokenizer and its weights, which stay in the mapped file.</summary>
public sealed class Model : IDisposable
{
    private readonly ModelFile _file;

    internal Model(ModelFile file, ModelSpec spec, Tokenizer tokenizer)
    {
        (_file, Spec, Tokenizer) = (file, spec, tokenizer);
        Facts = ModelFacts.Of(file);
        Weights = new BoundWeights(file);
        ChatTemplate = file.Metadata.Has("tokenizer.chat_template") ? file.Metadata.Text("tokenizer.chat_template") : null;
    }

    public ModelSpec Spec { get; }

    public Tokenizer Tokenizer { get; }

    /// <summary>The Jinja source that the model's publisher wrote for conversations.</summary>
    public string? ChatTemplate { get; }

    public ModelFacts Facts { get; }

    public ModelMetadata Metadata => _file.Metadata;

    internal BoundWeights Weights { get; }

    /// <summary>Opens a model and reads its weights into memory, so that the first step doesn't wait for the disk.</summary>
    /// <exception cref="ModelFileException">The file is not a model, or not one that we know how to compute.</exception>
    public static Model Open(string path, IProgress<LoadProgress>? progress = null)
    {
        var file = GgufFile.Open(path);
        try
        {
            var spec = Architecture.Describe(file);
            var tokenizer = Task.Run(() => GgufTokenizer.Load(file.Metadata));
            PageWarmer.Touch(file, spec, progress);
            return new Model(file, spec, tokenizer.GetAwaiter().GetResult());
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
}

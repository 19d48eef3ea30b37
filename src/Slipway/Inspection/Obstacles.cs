using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Formats.HuggingFace;
using Slipway.Formats.Tokenizers;
using Slipway.Models.Architectures;
using Slipway.Models.HuggingFace;

namespace Slipway.Inspection;

/// <summary>Tries whether the engine knows a model's architecture and tokenizer.</summary>
internal static class Obstacles
{
    /// <summary>Why it doesn't run here; null where it does.</summary>
    public static string? Of(string path)
    {
        try
        {
            var isDirectory = HuggingFaceDirectory.Is(path);
            using ModelFile model = isDirectory ? HuggingFaceModel.Open(path) : GgufFile.Open(path);
            Architecture.Describe(model);
            if (isDirectory)
                HuggingFaceTokenizer.Load(path);
            else
                GgufTokenizer.Load(model.Metadata);
            return null;
        }
        catch (ModelFileException problem)
        {
            return $"{problem.Place}: {problem.Problem}";
        }
    }
}

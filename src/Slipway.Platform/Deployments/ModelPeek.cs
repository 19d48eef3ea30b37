using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Formats.HuggingFace;
using Slipway.Formats.Inspection;

namespace Slipway.Platform.Deployments;

/// <summary>What a model's files tell without being loaded.</summary>
public static class ModelPeek
{
    /// <summary>It carries a chat template, so a prompt is a user's message to it. What cannot be read has none; its engine will say why.</summary>
    public static bool HasChatTemplate(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                using var directory = HuggingFaceDirectory.Open(path);
                return ModelSummary.Of(directory).HasChatTemplate;
            }

            using var file = GgufFile.Open(path);
            return ModelSummary.Of(file).HasChatTemplate;
        }
        catch (Exception exception) when (exception is ModelFileException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

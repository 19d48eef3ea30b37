using System.CommandLine;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Formats.HuggingFace;
using Slipway.Formats.Inspection;
using Slipway.Formats.Safetensors;
using Slipway.Inspection;

namespace Slipway;

/// <summary><c>slipway inspect PATH</c></summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "A GGUF file (of several, any), a Hugging Face directory, or a safetensors file." };
        var tensors = new Option<bool>("--tensors") { Description = "List every tensor." };
        var json = new Option<bool>("--json") { Description = "Write JSON; of arrays with more than 32 values the count and the first ones." };
        var command = new Command("inspect", "Show what a model file is.") { path, tensors, json };
        command.SetAction(parsed =>
        {
            try
            {
                using var opened = Open(parsed.GetValue(path)!, out var summary, out var obstacle);
                if (parsed.GetValue(json))
                    SummaryJson.Write(summary, obstacle, parsed.GetValue(tensors), Console.OpenStandardOutput());
                else
                    SummaryView.Write(summary, obstacle, parsed.GetValue(tensors));
                return 0;
            }
            catch (Exception problem) when (problem is ModelFileException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"slipway inspect: {problem.Message}");
                return 1;
            }
        });
        return command;
    }

    /// <param name="obstacle">Why it doesn't run here; empty where it does, null where that cannot be told.</param>
    private static IDisposable Open(string path, out ModelSummary summary, out string? obstacle)
    {
        obstacle = null;
        if (Directory.Exists(path))
        {
            var directory = HuggingFaceDirectory.Open(path);
            summary = ModelSummary.Of(directory);
            obstacle = Obstacles.Of(path) ?? "";
            return directory;
        }
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            var weights = SafetensorsFile.Open(path);
            summary = ModelSummary.Of(weights);
            return weights;
        }
        var file = GgufFile.Open(path);
        summary = ModelSummary.Of(file);
        obstacle = summary.Kind is null ? Obstacles.Of(path) ?? "" : null;
        return file;
    }
}

using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Formats.HuggingFace;
using Slipway.Formats.Inspection;
using Slipway.Formats.Safetensors;
using Slipway.Platform.Common;

namespace Slipway.Platform.Registry.Intake;

/// <summary>Looks into a file or directory and says what model it is; of what no engine reads, only its size.</summary>
/// <param name="obstacle">Why no engine here runs the model at a path; null where one does.</param>
public sealed class ArtifactInspector(Func<string, string?> obstacle)
{
    public const string Pickles =
        "is a pickle, and opening one can run any code. Save the model as safetensors instead: model.save_pretrained(\"dir\", safe_serialization=True) "
        + "and send a tar of dir, or safetensors.torch.save_file(torch.load(\"model.pt\", weights_only=True), \"model.safetensors\")";

    private const string NoEngine = "no engine here runs it: an engine needs GGUF, or a directory with config.json, safetensors and a tokenizer";

    /// <summary>The frameworks whose artifacts are checked; of any other, any bytes are taken.</summary>
    public static bool IsChecked(string framework) => framework is "gguf" or "pytorch" or "safetensors";

    public Result<ModelArtifact> Look(string path, string framework, string field)
    {
        try
        {
            if (Directory.Exists(path))
                return LookAtDirectory(path, framework, field);
            var size = new FileInfo(path).Length;
            switch (ArtifactSniffer.Look(path))
            {
                case ArtifactKind.Gguf when framework is not ("pytorch" or "safetensors"):
                    using (var file = GgufFile.Open(path))
                    {
                        var summary = ModelSummary.Of(file);
                        var why = summary.Kind is null ? obstacle(path) : $"it is no model but of the kind '{summary.Kind}'";
                        return new ModelArtifact(ArtifactFormat.Gguf, size, Facts(summary, why));
                    }

                case ArtifactKind.Safetensors when framework != "gguf":
                    using (var file = SafetensorsFile.Open(path))
                        return new ModelArtifact(ArtifactFormat.Safetensors, size, Facts(ModelSummary.Of(file),
                            "it is weights alone: an engine also needs config.json and a tokenizer; send a tar of the model's directory"));

                case ArtifactKind.Pickle when framework is "pytorch" or "safetensors" or "":
                    return Failure.Invalid(field, Pickles);
            }

            if (IsChecked(framework))
                return Failure.Invalid(field, framework == "gguf" ? "is no GGUF file" : "is neither a safetensors file nor a tar or tar.gz of a directory with safetensors");
            return new ModelArtifact(ArtifactFormat.Other, size, new ModelFacts { Obstacle = NoEngine });
        }
        catch (ModelFileException exception)
        {
            return Failure.Invalid(field, $"cannot be read as a model: {exception.Place}: {exception.Problem}");
        }
    }

    private Result<ModelArtifact> LookAtDirectory(string path, string framework, string field)
    {
        var size = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        var files = Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).ToList();
        if (framework != "gguf" && files.Contains("adapter_config.json"))
            return new ModelArtifact(ArtifactFormat.Adapter, size, new ModelFacts { Obstacle = "it is an adapter: merge it into its base model to deploy it" });
        if (framework != "gguf" && HuggingFaceDirectory.Is(path) && files.Exists(IsSafetensors))
        {
            using var directory = HuggingFaceDirectory.Open(path);
            return new ModelArtifact(ArtifactFormat.HuggingFace, size, Facts(ModelSummary.Of(directory), obstacle(path)));
        }

        // One model in a directory of its own: a GGUF file, of several parts the first, or safetensors without a configuration.
        foreach (var (name, format) in files.Where(IsGguf).Select(name => (name, ArtifactFormat.Gguf)).Concat(files.Where(IsSafetensors).Select(name => (name, ArtifactFormat.Safetensors))).Take(1))
        {
            var looked = Look(Path.Combine(path, name), framework, field);
            return looked.Succeeded ? looked.Value with { Format = format, Size = size, Entry = name } : looked;
        }

        if (files.Exists(name => name.EndsWith(".bin", StringComparison.Ordinal) || name.EndsWith(".pt", StringComparison.Ordinal) || name.EndsWith(".pth", StringComparison.Ordinal)))
            return Failure.Invalid(field, "holds weights that are pickles; one " + Pickles);
        return framework is "" || IsChecked(framework)
            ? Failure.Invalid(field, "is a directory with neither safetensors nor GGUF files")
            : new ModelArtifact(ArtifactFormat.Other, size, new ModelFacts { Obstacle = NoEngine });
    }

    private static bool IsGguf(string name) => name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);

    private static bool IsSafetensors(string name) => name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    private static ModelFacts Facts(ModelSummary summary, string? obstacle) => new()
    {
        Architecture = summary.Architecture,
        Parameters = summary.Parameters,
        ContextLength = summary.ContextLength,
        Quantization = summary.Types.Count > 0 ? summary.Types[0].Type.ToString() : null,
        HasChatTemplate = summary.HasChatTemplate,
        CacheBytesPerToken = summary.CacheBytesPerToken,
        Obstacle = obstacle,
    };
}

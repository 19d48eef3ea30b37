using System.CommandLine;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Formats.HuggingFace;
using Slipway.Models;
using Slipway.Models.HuggingFace;
using Slipway.Models.Quantization;

namespace Slipway;

/// <summary><c>slipway convert DIR FILE.gguf [--type Q4_K_M]</c>, and back: <c>slipway convert FILE.gguf DIR</c>.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("in") { Description = "A Hugging Face directory, or a GGUF file." };
        var target = new Argument<string>("out") { Description = "The GGUF file to write, or the directory." };
        var type = new Option<string?>("--type", "-t")
        {
            Description = $"The type of the weights, by default the model's own: one of {string.Join(", ", QuantizationMix.All)}. " +
                "A directory's are F32, F16 or BF16; a quantized model becomes F16.",
        };
        type.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && QuantizationMix.Find(name) is null)
                result.AddError($"--type '{name}' is none of {string.Join(", ", QuantizationMix.All)}");
        });
        var command = new Command("convert", "Turn a Hugging Face directory into a GGUF file, or a GGUF file into such a directory.") { source, target, type };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            try
            {
                var mix = parsed.GetValue(type) is { } name ? QuantizationMix.Find(name) : null;
                Run(parsed.GetRequiredValue(source), parsed.GetRequiredValue(target), mix, cancellation);
                return 0;
            }
            catch (Exception error) when (error is ModelFileException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"slipway convert: {error.Message}");
                return 1;
            }
        }, cancellation));
        return command;
    }

    private static void Run(string source, string target, QuantizationMix? mix, CancellationToken cancellation)
    {
        if (Directory.Exists(source))
            ToFile(source, target, mix, cancellation);
        else
            ToDirectory(source, target, mix, cancellation);
    }

    private static void ToFile(string source, string target, QuantizationMix? mix, CancellationToken cancellation)
    {
        if (Directory.Exists(target))
            throw new ModelFileException(target, "output", "is a directory; a Hugging Face directory becomes a GGUF file");
        using var model = HuggingFaceModel.Open(source, withTokenizer: true);
        mix ??= QuantizationMix.Find(ModelFacts.Of(model).MainType.ToString())!;
        QuantizationBar.Show(mix.Name, progress => new Quantizer(model, mix, new QuantizerOptions()).Write(target, progress, cancellation));
        Console.WriteLine($"{target}: {mix}, {new FileInfo(target).Length / 1e6:F1} MB");
    }

    private static void ToDirectory(string source, string target, QuantizationMix? mix, CancellationToken cancellation)
    {
        if (File.Exists(target))
            throw new ModelFileException(target, "output", "is a file; a GGUF file becomes a directory");
        if (HuggingFaceDirectory.Is(target))
            throw new ModelFileException(target, "output", "holds a model already");
        if (mix is not null && TensorTypes.BlockLength(mix.Base) != 1)
            throw new ModelFileException(target, "output", $"is a directory, whose weights are F32, F16 or BF16, not {mix}");
        using var model = GgufFile.Open(source);
        var own = ModelFacts.Of(model).MainType;
        var type = mix?.Base ?? (TensorTypes.BlockLength(own) == 1 ? own : TensorType.F16);
        QuantizationBar.Show(type.ToString(), progress => new HuggingFaceWriter(model, type).Write(target, progress, cancellation));
        Console.WriteLine($"{target}: {type}");
    }
}

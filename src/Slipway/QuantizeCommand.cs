using System.CommandLine;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models;
using Slipway.Models.Quantization;

namespace Slipway;

/// <summary><c>slipway quantize IN.gguf OUT.gguf --type Q4_K_M</c></summary>
internal static class QuantizeCommand
{
    public static Command Create()
    {
        var source = new Argument<FileInfo>("in") { Description = "The model to read, a GGUF file." };
        var target = new Argument<FileInfo>("out") { Description = "The GGUF file to write." };
        var type = new Option<string>("--type", "-t")
        {
            Description = $"What to make of it: {string.Join(", ", QuantizationMix.All)}.",
            DefaultValueFactory = _ => QuantizationMix.Q4_K_M.Name,
        };
        type.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && QuantizationMix.Find(name) is null)
                result.AddError($"--type '{name}' is none of {string.Join(", ", QuantizationMix.All)}");
        });
        var threads = new Option<int>("--threads") { Description = "Threads that encode.", DefaultValueFactory = _ => Environment.ProcessorCount };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--threads must be at least 1");
        });
        var importance = new Option<FileInfo?>("--imatrix") { Description = "An importance matrix, in GGUF, measured on calibration text." };
        var text = new Option<FileInfo?>("--importance")
        {
            Description = "A text file. The model reads it first, and weights that matter more for it are kept more exact.",
        };
        var requantize = new Option<bool>("--requantize") { Description = "Quantize weights again that are quantized already." };
        var pure = new Option<bool>("--pure") { Description = "Give every tensor the base type, without the mix's exceptions." };
        var command = new Command("quantize", "Write a model with smaller weights.") { source, target, type, threads, importance, text, requantize, pure };
        command.Validators.Add(result =>
        {
            if (result.GetValue(importance) is not null && result.GetValue(text) is not null)
                result.AddError("--imatrix and --importance exclude each other");
        });
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            try
            {
                var options = new QuantizerOptions
                {
                    Threads = parsed.GetValue(threads),
                    Importance = parsed.GetValue(importance) is { } matrix ? ImportanceMatrix.Load(matrix.FullName)
                        : parsed.GetValue(text) is { } file
                            ? Measure(parsed.GetValue(source)!.FullName, file.FullName, parsed.GetValue(threads), cancellation) : null,
                    Requantize = parsed.GetValue(requantize),
                    Pure = parsed.GetValue(pure),
                };
                var mix = QuantizationMix.Find(parsed.GetValue(type)!)!;
                Run(parsed.GetValue(source)!.FullName, parsed.GetValue(target)!.FullName, mix, options, cancellation);
                return 0;
            }
            catch (Exception error) when (error is ModelFileException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"slipway quantize: {error.Message}");
                return 1;
            }
        }, cancellation));
        return command;
    }

    private static ImportanceMatrix Measure(string source, string text, int threads, CancellationToken cancellation)
    {
        var words = File.ReadAllText(text);
        using var model = Model.Open(source);
        try
        {
            return QuantizationBar.Measure(progress => ImportanceMeter.Measure(
                model, words, Path.GetFileName(text), new ImportanceOptions { Threads = threads }, progress, cancellation));
        }
        catch (ArgumentException)
        {
            throw new ModelFileException(text, "file", "there is no text in it to measure with");
        }
    }

    private static void Run(string source, string target, QuantizationMix mix, QuantizerOptions options, CancellationToken cancellation)
    {
        if (Path.GetFullPath(source) == Path.GetFullPath(target))
            throw new ModelFileException(target, "output", "is the input; the model cannot be written over itself");
        using var model = GgufFile.Open(source);
        QuantizationBar.Show(mix.Name, progress => new Quantizer(model, mix, options).Write(target, progress, cancellation));
        var (before, after) = (new FileInfo(source).Length, new FileInfo(target).Length);
        Console.WriteLine($"{target}: {mix}, {after / 1e6:F1} MB ({100.0 * after / before:F0} % of {before / 1e6:F1} MB)");
    }
}

using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Quantization;
using Slipway.Models.Synthesis;

namespace Slipway.Bench.Engine;

/// <summary>Makes the models of the comparison, once: random weights in F16, and quantized from those.</summary>
internal sealed class ModelMaker(string folder)
{
    public string Path(string shape, string type)
    {
        var path = System.IO.Path.Combine(folder, $"{shape}-{type}.gguf");
        if (File.Exists(path))
            return path;
        Console.Error.WriteLine($"making {path}");
        Directory.CreateDirectory(folder);
        if (type == "F16")
        {
            RandomModel.Write(path, Shape(shape), 1, TensorType.F16);
            return path;
        }
        using var source = GgufFile.Open(Path(shape, "F16"));
        new Quantizer(source, QuantizationMix.Find(type)!, new QuantizerOptions()).Write(path);
        return path;
    }

    private static RandomModelShape Shape(string name) => name switch
    {
        "a" => RandomModelShape.M15,
        "b" => RandomModelShape.M110,
        "bv" => RandomModelShape.M110 with { Vocabulary = 128256 },
        "c" => RandomModelShape.M1100,
        _ => throw new ArgumentException($"no shape '{name}'; a, b, bv and c are known"),
    };
}

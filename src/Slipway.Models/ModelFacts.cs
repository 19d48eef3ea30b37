using Slipway.Formats;

namespace Slipway.Models;

/// <summary>What there is to say about a model besides what it computes.</summary>
public sealed record ModelFacts(string Path, string Name, string Architecture, long Parameters, long WeightBytes, TensorType MainType)
{
    public static ModelFacts Of(ModelFile file)
    {
        var architecture = file.Metadata.Text("general.architecture");
        return new ModelFacts(
            file.Path,
            file.Metadata.Text("general.name", NameOf(file.Path)),
            architecture,
            file.Tensors.Sum(tensor => tensor.Count),
            file.Tensors.Sum(tensor => tensor.ByteLength),
            file.Tensors.GroupBy(tensor => tensor.Type).MaxBy(type => type.Sum(tensor => tensor.Count))!.Key);
    }

    /// <summary>What a path calls a model that doesn't name itself.</summary>
    private static string NameOf(string path)
    {
        var name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        return name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? name[..^5] : name;
    }
}

using Slipway.Formats;

namespace Slipway.Models;

/// <summary>What there is to say about a model besides what it computes.</summary>
public sealed record ModelFacts(string Path, string Name, string Architecture, long Parameters, long WeightBytes, TensorType MainType)
{
    internal static ModelFacts Of(ModelFile file)
    {
        var architecture = file.Metadata.Text("general.architecture");
        return new ModelFacts(
            file.Path,
            file.Metadata.Text("general.name", System.IO.Path.GetFileNameWithoutExtension(file.Path)),
            architecture,
            file.Tensors.Sum(tensor => tensor.Count),
            file.Tensors.Sum(tensor => tensor.ByteLength),
            file.Tensors.GroupBy(tensor => tensor.Type).MaxBy(type => type.Sum(tensor => tensor.Count))!.Key);
    }
}

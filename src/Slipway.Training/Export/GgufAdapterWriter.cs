using System.Runtime.InteropServices;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Training.Adapters;

namespace Slipway.Training.Export;

/// <summary>Writes trained adapters the way llama.cpp reads them: a GGUF file of pairs NAME.weight.lora_a and NAME.weight.lora_b.</summary>
public static class GgufAdapterWriter
{
    public static void Write(string path, TrainableModel model, string name)
    {
        var lora = model.Lora ?? throw new ArgumentException("the model has no adapters", nameof(model));
        // Readers scale by alpha / rank.
        var writer = new GgufWriter()
            .Set("general.architecture", model.Spec.Architecture)
            .Set("general.type", "adapter")
            .Set("general.name", name)
            .Set("adapter.type", "lora")
            .Set("adapter.lora.alpha", lora.Options.Scale * lora.Options.Rank);
        foreach (var linear in lora.Linears)
        {
            foreach (var (parameter, suffix) in new[] { (LoraSet.DownName(linear.Name), ".lora_a"), (LoraSet.UpName(linear.Name), ".lora_b") })
            {
                var values = model.Parameters.Find(parameter)!;
                writer.Add(linear.Matrix.Name + suffix, TensorType.F32, [.. values.Shape], output => output.Write(MemoryMarshal.AsBytes(values.Values)));
            }
        }
        writer.Write(path);
    }
}

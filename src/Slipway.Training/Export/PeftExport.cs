using Slipway.Formats;
using Slipway.Models.Adapters;
using Slipway.Training.Adapters;

namespace Slipway.Training.Export;

/// <summary>Writes trained adapters as a directory in PEFT's format.</summary>
public static class PeftExport
{
    public static void Write(string folder, ModelFile file, TrainableModel model, string baseModel)
    {
        var lora = model.Lora ?? throw new ArgumentException("the model has no adapters", nameof(model));
        var options = lora.Options;
        PeftAdapterWriter.Write(folder, file.Metadata, new PeftSettings(baseModel, options.Rank, options.Alpha, options.Dropout, options.RankStabilized),
            [.. lora.Linears.Select(linear => new PeftPair(linear.Matrix.Name, Values(LoraSet.DownName(linear.Name)), Values(LoraSet.UpName(linear.Name))))]);

        float[] Values(string name) => model.Parameters.Find(name)!.Values.ToArray();
    }
}

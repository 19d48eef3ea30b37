using Slipway.Formats;

namespace Slipway.Models.Sampling;

/// <summary>
/// How the publisher wants a model sampled where a request says nothing: generation_config.json of a directory, general.sampling.* of GGUF.
/// </summary>
public sealed record SamplingDefaults
{
    public double Temperature { get; init; } = 1;

    public int TopK { get; init; }

    public double TopP { get; init; } = 1;

    public double MinP { get; init; }

    public double RepetitionPenalty { get; init; } = 1;

    /// <exception cref="ModelFileException">A setting is out of its range.</exception>
    public static SamplingDefaults Read(ModelMetadata metadata)
    {
        double Number(string name, double standard, double least, double most)
        {
            var key = "general.sampling." + name;
            if (!metadata.Has(key))
                return standard;
            var value = metadata.Real(key, 0);
            return value >= least && value <= most ? value : throw metadata.Wrong(key, $"a number from {least} to {most}", $"{value}");
        }
        const string topK = "general.sampling.top_k";
        return new SamplingDefaults
        {
            Temperature = Number("temp", 1, 0, 100),
            TopK = metadata.Has(topK) ? (int)Math.Clamp(metadata.Integer(topK, 0), 0, int.MaxValue) : 0,
            TopP = Number("top_p", 1, double.Epsilon, 1),
            MinP = Number("min_p", 0, 0, 1),
            RepetitionPenalty = Number("penalty_repeat", 1, double.Epsilon, 10),
        };
    }
}

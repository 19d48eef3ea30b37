namespace Slipway.Models.Quantization;

public sealed record QuantizerOptions
{
    /// <summary>Threads that encode; the calling one is among them.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    public ImportanceMatrix? Importance { get; init; }

    /// <summary>Whether tensors that are quantized already may lose once more. Otherwise they are an error.</summary>
    public bool Requantize { get; init; }

    /// <summary>Every quantized tensor takes the base type, without the mix's exceptions.</summary>
    public bool Pure { get; init; }
}

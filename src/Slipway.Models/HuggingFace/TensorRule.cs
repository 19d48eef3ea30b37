namespace Slipway.Models.HuggingFace;

/// <summary>Which tensors of GGUF's names hold what which tensors of Hugging Face's names hold.</summary>
internal sealed record TensorRule(IReadOnlyList<string> Gguf, IReadOnlyList<string> HuggingFace, Layout Layout)
{
    /// <summary>Whether a model may lack it.</summary>
    public bool IsOptional { get; init; }
}

using Slipway.Formats;

namespace Slipway.Models.Quantization;

/// <summary>
/// A kind of quantized file as people name it. Most tensors take <paramref name="Base"/>; where a little more costs little and helps
/// much, a mix of K types gives it, the way llama.cpp does (<see cref="QuantizationPlan"/>).
/// </summary>
/// <param name="Name">The published name, such as Q4_K_M.</param>
/// <param name="FileType">The number that GGUF's general.file_type has for it.</param>
/// <param name="Base">The type of all tensors that no rule of the mix singles out.</param>
public sealed record QuantizationMix(string Name, int FileType, TensorType Base)
{
    public static readonly QuantizationMix F32 = new("F32", 0, TensorType.F32);
    public static readonly QuantizationMix F16 = new("F16", 1, TensorType.F16);
    public static readonly QuantizationMix BF16 = new("BF16", 32, TensorType.BF16);
    public static readonly QuantizationMix Q8_0 = new("Q8_0", 7, TensorType.Q8_0);
    public static readonly QuantizationMix Q6_K = new("Q6_K", 18, TensorType.Q6_K);
    public static readonly QuantizationMix Q5_K_M = new("Q5_K_M", 17, TensorType.Q5_K);
    public static readonly QuantizationMix Q5_K_S = new("Q5_K_S", 16, TensorType.Q5_K);
    public static readonly QuantizationMix Q5_1 = new("Q5_1", 9, TensorType.Q5_1);
    public static readonly QuantizationMix Q5_0 = new("Q5_0", 8, TensorType.Q5_0);
    public static readonly QuantizationMix Q4_K_M = new("Q4_K_M", 15, TensorType.Q4_K);
    public static readonly QuantizationMix Q4_K_S = new("Q4_K_S", 14, TensorType.Q4_K);
    public static readonly QuantizationMix Q4_1 = new("Q4_1", 3, TensorType.Q4_1);
    public static readonly QuantizationMix Q4_0 = new("Q4_0", 2, TensorType.Q4_0);
    public static readonly QuantizationMix Q3_K_L = new("Q3_K_L", 13, TensorType.Q3_K);
    public static readonly QuantizationMix Q3_K_M = new("Q3_K_M", 12, TensorType.Q3_K);
    public static readonly QuantizationMix Q3_K_S = new("Q3_K_S", 11, TensorType.Q3_K);
    public static readonly QuantizationMix Q2_K = new("Q2_K", 10, TensorType.Q2_K);

    /// <summary>Every mix, the most exact first.</summary>
    public static IReadOnlyList<QuantizationMix> All { get; } =
    [
        F32, F16, BF16, Q8_0, Q6_K, Q5_K_M, Q5_K_S, Q5_1, Q5_0, Q4_K_M, Q4_K_S, Q4_1, Q4_0, Q3_K_L, Q3_K_M, Q3_K_S, Q2_K,
    ];

    /// <summary>The mix of that name in any case; Q3_K, Q4_K and Q5_K mean their medium mixes. Null where there is none.</summary>
    public static QuantizationMix? Find(string name)
    {
        var wanted = name.ToUpperInvariant() is "Q3_K" or "Q4_K" or "Q5_K" ? name + "_M" : name;
        return All.FirstOrDefault(mix => mix.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }

    public override string ToString() => Name;
}

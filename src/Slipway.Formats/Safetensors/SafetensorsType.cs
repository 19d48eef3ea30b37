namespace Slipway.Formats.Safetensors;

/// <summary>The element types of safetensors that Slipway reads and writes.</summary>
internal static class SafetensorsType
{
    public static TensorType? Parse(string dtype) => dtype switch
    {
        "F32" => TensorType.F32,
        "F16" => TensorType.F16,
        "BF16" => TensorType.BF16,
        _ => null,
    };

    public static string Name(TensorType type) => type is TensorType.F32 or TensorType.F16 or TensorType.BF16
        ? type.ToString()
        : throw new ArgumentException($"safetensors has no {type}; F32, F16 and BF16 can be written");
}

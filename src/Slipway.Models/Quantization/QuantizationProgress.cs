using Slipway.Formats;

namespace Slipway.Models.Quantization;

/// <summary>Sent before each tensor and while it is encoded.</summary>
/// <param name="Done">Bytes of the source read so far, of <paramref name="Total"/>.</param>
public readonly record struct QuantizationProgress(string Tensor, TensorType From, TensorType To, long Done, long Total);

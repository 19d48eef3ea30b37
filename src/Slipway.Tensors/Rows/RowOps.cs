using Slipway.Formats;
using Slipway.Tensors.Rows;
using Slipway.Tensors.Weights;

namespace Slipway.Tensors;

/// <summary>
/// What is done to one row at a time, without a thread of its own. Everything is in place unless a target is named; x may be y.
/// </summary>
public static unsafe class RowOps
{
    private static readonly RowKernels Kernels = RowKernels.Current;

    /// <summary>Decodes one row of weights.</summary>
    public static void DecodeRow(TensorType type, byte* source, int columns, float* target) =>
        WeightKernels.Current.For(type).Decode(source, columns, target, 16, padded: false);

    /// <summary>y = x / √(mean x² + epsilon) · weight; without weights (null), 1.</summary>
    public static void RmsNorm(float* x, float* weight, float epsilon, int n, float* y) => Kernels.RmsNorm(x, weight, epsilon, n, y);

    /// <summary>y = (x - mean x) / √(variance x + epsilon) · weight + bias; weight and bias may be null.</summary>
    public static void LayerNorm(float* x, float* weight, float* bias, float epsilon, int n, float* y) =>
        Kernels.LayerNorm(x, weight, bias, epsilon, n, y);

    public static void Softmax(float* x, int n) => Kernels.Softmax(x, n);

    public static void Scale(float* x, float factor, int n) => Kernels.Scale(x, factor, n);

    /// <summary>x += y</summary>
    public static void Add(float* x, float* y, int n) => Kernels.Add(x, y, n);

    /// <summary>x += y · factor</summary>
    public static void AddScaled(float* x, float* y, float factor, int n) => Kernels.AddScaled(x, y, factor, n);

    /// <summary>x · logistic(x)</summary>
    public static void Silu(float* x, int n) => Kernels.Silu(x, n);

    /// <summary>The Gaussian error linear unit by its tanh formula.</summary>
    public static void Gelu(float* x, int n) => Kernels.Gelu(x, n);

    /// <summary>gate = silu(gate) · up</summary>
    public static void SiluMultiply(float* gate, float* up, int n) => Kernels.SiluMultiply(gate, up, n);

    /// <summary>gate = gelu(gate) · up</summary>
    public static void GeluMultiply(float* gate, float* up, int n) => Kernels.GeluMultiply(gate, up, n);

    /// <summary>Turns neighbours (x[2i], x[2i + 1]) by the angles of a table.</summary>
    public static void RotatePairs(float* x, float* cosines, float* sines, int pairs)
    {
        for (var i = 0; i < pairs; i++)
            Turn(ref x[2 * i], ref x[2 * i + 1], cosines[i], sines[i]);
    }

    /// <summary>Turns (x[i], x[i + pairs]) by the angles of a table.</summary>
    public static void RotateHalves(float* x, float* cosines, float* sines, int pairs)
    {
        for (var i = 0; i < pairs; i++)
            Turn(ref x[i], ref x[i + pairs], cosines[i], sines[i]);
    }

    private static void Turn(ref float a, ref float b, float cosine, float sine) =>
        (a, b) = (a * cosine - b * sine, a * sine + b * cosine);
}

namespace Slipway.Tensors.Gradients;

/// <summary>
/// The row operations of training: how a loss's gradient passes an operation backwards. dy is the gradient of the operation's result,
/// dx what this adds or makes of it. As with <see cref="RowOps"/>, results don't depend on the instruction set, to the bit.
/// </summary>
public static unsafe class GradientOps
{
    private static readonly GradientKernels Kernels = GradientKernels.Current;

    /// <summary>dx of y = x · logistic(x).</summary>
    public static void Silu(float* x, float* dy, int n, float* dx) => Kernels.SiluGradient(x, dy, n, dx);

    /// <summary>dx of the Gaussian error linear unit by its tanh formula.</summary>
    public static void Gelu(float* x, float* dy, int n, float* dx) => Kernels.GeluGradient(x, dy, n, dx);

    /// <summary>Both gradients of y = silu(gate) · up.</summary>
    public static void SiluMultiply(float* gate, float* up, float* dy, int n, float* dgate, float* dup) =>
        Kernels.SiluMultiplyGradient(gate, up, dy, n, dgate, dup);

    /// <summary>Both gradients of y = gelu(gate) · up.</summary>
    public static void GeluMultiply(float* gate, float* up, float* dy, int n, float* dgate, float* dup) =>
        Kernels.GeluMultiplyGradient(gate, up, dy, n, dgate, dup);

    /// <summary>dx of y = x / √(mean x² + epsilon) · weight, which may be null.</summary>
    public static void RmsNorm(float* x, float* weight, float* dy, float epsilon, int n, float* dx, bool accumulate) =>
        Kernels.RmsNormGradient(x, weight, dy, epsilon, n, dx, accumulate);

    /// <summary>dx of y = (x - mean x) / √(variance x + epsilon) · weight + bias.</summary>
    public static void LayerNorm(float* x, float* weight, float* dy, float epsilon, int n, float* dx, bool accumulate) =>
        Kernels.LayerNormGradient(x, weight, dy, epsilon, n, dx, accumulate);

    /// <summary>dweight += dy · (x - mean) · scale, for any part of a row whose <see cref="Moments"/> are these.</summary>
    public static void AddNormWeight(float* x, float mean, float scale, float* dy, int n, float* dweight) =>
        Kernels.AddNormWeightGradient(x, mean, scale, dy, n, dweight);

    /// <summary>What a norm subtracts (0 unless <paramref name="centred"/>) and multiplies by.</summary>
    public static (float Mean, float Scale) Moments(float* x, float epsilon, int n, bool centred) => Kernels.Moments(x, epsilon, n, centred);

    /// <summary>ln of the sum of e^(x · factor).</summary>
    public static float LogSumExp(float* x, float factor, int n) => Kernels.LogSumExp(x, factor, n);

    /// <summary>x = e^(x · factor - shift) · scale.</summary>
    public static void ExpOf(float* x, float factor, float shift, float scale, int n) => Kernels.ExpOf(x, factor, shift, scale, n);

    /// <summary>dp = p · (dp - mean) · factor: backwards through p = softmax(s · factor), where mean is the sum of p · dp.</summary>
    public static void Softmax(float* p, float* dp, float mean, float factor, int n) => Kernels.SoftmaxGradient(p, dp, mean, factor, n);

    public static float Dot(float* x, float* y, int n) => Kernels.Dot(x, y, n);
}

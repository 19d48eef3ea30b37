using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Gradients;

internal sealed unsafe class LaneGradientKernels<TLanes> : GradientKernels where TLanes : unmanaged, ILanes<TLanes>
{
    public override void SiluGradient(float* x, float* dy, int n, float* dx) => Gradient<SiluActivation>(x, dy, n, dx);

    public override void GeluGradient(float* x, float* dy, int n, float* dx) => Gradient<GeluActivation>(x, dy, n, dx);

    public override void SiluMultiplyGradient(float* gate, float* up, float* dy, int n, float* dgate, float* dup) =>
        GatedGradient<SiluActivation>(gate, up, dy, n, dgate, dup);

    public override void GeluMultiplyGradient(float* gate, float* up, float* dy, int n, float* dgate, float* dup) =>
        GatedGradient<GeluActivation>(gate, up, dy, n, dgate, dup);

    // With g = dy · weight, s the scale and x̂ = x s: dx = s (g - x̂ mean(g x̂)).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RmsNormGradient(float* x, float* weight, float* dy, float epsilon, int n, float* dx, bool accumulate)
    {
        var scale = Moments(x, epsilon, n, false).Scale;
        var along = TLanes.Broadcast(0);
        for (var i = 0; i < n; i += 16)
            along = TLanes.MultiplyAdd(Weighted(dy, weight, i, n), Part(x, i, n), along);
        var (scales, back) = (TLanes.Broadcast(scale), TLanes.Broadcast(-scale * scale * scale * (TLanes.Sum(along) / n)));
        for (var i = 0; i < n; i += 16)
        {
            var value = TLanes.MultiplyAdd(Part(x, i, n), back, TLanes.Multiply(Weighted(dy, weight, i, n), scales));
            Put(value, dx, i, n, accumulate);
        }
    }

    // As above with x̂ = (x - mean) s: dx = s (g - mean(g) - x̂ mean(g x̂)).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LayerNormGradient(float* x, float* weight, float* dy, float epsilon, int n, float* dx, bool accumulate)
    {
        var (mean, scale) = Moments(x, epsilon, n, true);
        var means = TLanes.Broadcast(mean);
        var (along, sum) = (TLanes.Broadcast(0), TLanes.Broadcast(0));
        for (var i = 0; i < n; i += 16)
        {
            var g = Weighted(dy, weight, i, n);
            along = TLanes.MultiplyAdd(g, TLanes.Subtract(Part(x, i, n, mean), means), along);
            sum = TLanes.Add(sum, g);
        }
        var (scales, back) = (TLanes.Broadcast(scale), TLanes.Broadcast(-scale * scale * scale * (TLanes.Sum(along) / n)));
        var shift = TLanes.Broadcast(TLanes.Sum(sum) / n);
        for (var i = 0; i < n; i += 16)
        {
            var g = TLanes.Subtract(Weighted(dy, weight, i, n), shift);
            Put(TLanes.MultiplyAdd(TLanes.Subtract(Part(x, i, n, mean), means), back, TLanes.Multiply(g, scales)), dx, i, n, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddNormWeightGradient(float* x, float mean, float scale, float* dy, int n, float* dweight)
    {
        var (means, scales) = (TLanes.Broadcast(mean), TLanes.Broadcast(scale));
        for (var i = 0; i < n; i += 16)
            Put(TLanes.Multiply(Part(dy, i, n), TLanes.Multiply(TLanes.Subtract(Part(x, i, n), means), scales)), dweight, i, n, true);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override (float Mean, float Scale) Moments(float* x, float epsilon, int n, bool centred)
    {
        var mean = 0f;
        if (centred)
        {
            var sum = TLanes.Broadcast(0);
            for (var i = 0; i < n; i += 16)
                sum = TLanes.Add(sum, Part(x, i, n));
            mean = TLanes.Sum(sum) / n;
        }
        var (means, squares) = (TLanes.Broadcast(mean), TLanes.Broadcast(0));
        for (var i = 0; i < n; i += 16)
        {
            var value = TLanes.Subtract(Part(x, i, n, mean), means);
            squares = TLanes.MultiplyAdd(value, value, squares);
        }
        return (mean, 1 / MathF.Sqrt(TLanes.Sum(squares) / n + epsilon));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float LogSumExp(float* x, float factor, int n)
    {
        var (factors, largest) = (TLanes.Broadcast(factor), TLanes.Broadcast(float.NegativeInfinity));
        for (var i = 0; i < n; i += 16)
            largest = TLanes.Max(largest, TLanes.Multiply(Part(x, i, n, x[i]), factors));
        var most = TLanes.Largest(largest);
        var (shift, sum) = (TLanes.Broadcast(-most), TLanes.Broadcast(0));
        for (var i = 0; i < n; i += 16)
            sum = TLanes.Add(sum, LaneMath.Exp(TLanes.MultiplyAdd(Part(x, i, n, float.NegativeInfinity), factors, shift)));
        return most + MathF.Log(TLanes.Sum(sum));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ExpOf(float* x, float factor, float shift, float scale, int n)
    {
        var (factors, shifts, scales) = (TLanes.Broadcast(factor), TLanes.Broadcast(-shift), TLanes.Broadcast(scale));
        for (var i = 0; i < n; i += 16)
            Put(TLanes.Multiply(LaneMath.Exp(TLanes.MultiplyAdd(Part(x, i, n), factors, shifts)), scales), x, i, n, false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SoftmaxGradient(float* p, float* dp, float mean, float factor, int n)
    {
        var (means, factors) = (TLanes.Broadcast(mean), TLanes.Broadcast(factor));
        for (var i = 0; i < n; i += 16)
            Put(TLanes.Multiply(TLanes.Multiply(Part(p, i, n), factors), TLanes.Subtract(Part(dp, i, n), means)), dp, i, n, false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Dot(float* x, float* y, int n)
    {
        var sum = TLanes.Broadcast(0);
        for (var i = 0; i < n; i += 16)
            sum = TLanes.MultiplyAdd(Part(x, i, n), Part(y, i, n), sum);
        return TLanes.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gradient<TActivation>(float* x, float* dy, int n, float* dx) where TActivation : struct, IActivation
    {
        for (var i = 0; i < n; i += 16)
            Put(TLanes.Multiply(Part(dy, i, n), TActivation.At(Part(x, i, n)).Slope), dx, i, n, false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GatedGradient<TActivation>(float* gate, float* up, float* dy, int n, float* dgate, float* dup)
        where TActivation : struct, IActivation
    {
        for (var i = 0; i < n; i += 16)
        {
            var (value, slope) = TActivation.At(Part(gate, i, n));
            var (incoming, other) = (Part(dy, i, n), Part(up, i, n));
            Put(TLanes.Multiply(TLanes.Multiply(incoming, other), slope), dgate, i, n, false);
            Put(TLanes.Multiply(incoming, value), dup, i, n, false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Weighted(float* dy, float* weight, int i, int n) =>
        weight == null ? Part(dy, i, n) : TLanes.Multiply(Part(dy, i, n), Part(weight, i, n));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Part(float* source, int i, int n, float fill = 0) =>
        n - i >= 16 ? TLanes.Load(source + i) : LaneMath.LoadPart<TLanes>(source + i, n - i, fill);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TLanes value, float* target, int i, int n, bool accumulate)
    {
        if (accumulate)
            value = TLanes.Add(value, Part(target, i, n));
        if (n - i >= 16)
            TLanes.Store(value, target + i);
        else
            LaneMath.StorePart(value, target + i, n - i);
    }
}

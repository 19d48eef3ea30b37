using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Rows;

internal sealed unsafe class LaneRowKernels<TLanes> : RowKernels where TLanes : unmanaged, ILanes<TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RmsNorm(float* x, float* weight, float epsilon, int n, float* y)
    {
        var squares = TLanes.Broadcast(0);
        var whole = n & ~15;
        for (var i = 0; i < whole; i += 16)
        {
            var value = TLanes.Load(x + i);
            squares = TLanes.MultiplyAdd(value, value, squares);
        }
        if (whole < n)
        {
            var value = LaneMath.LoadPart<TLanes>(x + whole, n - whole);
            squares = TLanes.MultiplyAdd(value, value, squares);
        }
        Normalize(x, 0, 1 / MathF.Sqrt(TLanes.Sum(squares) / n + epsilon), weight, null, n, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LayerNorm(float* x, float* weight, float* bias, float epsilon, int n, float* y)
    {
        var sum = TLanes.Broadcast(0);
        var whole = n & ~15;
        for (var i = 0; i < whole; i += 16)
            sum = TLanes.Add(sum, TLanes.Load(x + i));
        if (whole < n)
            sum = TLanes.Add(sum, LaneMath.LoadPart<TLanes>(x + whole, n - whole));
        var mean = TLanes.Sum(sum) / n;

        var squares = TLanes.Broadcast(0);
        var means = TLanes.Broadcast(mean);
        for (var i = 0; i < whole; i += 16)
        {
            var value = TLanes.Subtract(TLanes.Load(x + i), means);
            squares = TLanes.MultiplyAdd(value, value, squares);
        }
        if (whole < n)
        {
            var value = TLanes.Subtract(LaneMath.LoadPart<TLanes>(x + whole, n - whole, mean), means);
            squares = TLanes.MultiplyAdd(value, value, squares);
        }
        Normalize(x, mean, 1 / MathF.Sqrt(TLanes.Sum(squares) / n + epsilon), weight, bias, n, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Softmax(float* x, int n)
    {
        var largest = TLanes.Broadcast(float.NegativeInfinity);
        var whole = n & ~15;
        for (var i = 0; i < whole; i += 16)
            largest = TLanes.Max(largest, TLanes.Load(x + i));
        if (whole < n)
            largest = TLanes.Max(largest, LaneMath.LoadPart<TLanes>(x + whole, n - whole, float.NegativeInfinity));
        largest = TLanes.Broadcast(TLanes.Largest(largest));

        var sum = TLanes.Broadcast(0);
        for (var i = 0; i < whole; i += 16)
        {
            var value = LaneMath.Exp(TLanes.Subtract(TLanes.Load(x + i), largest));
            TLanes.Store(value, x + i);
            sum = TLanes.Add(sum, value);
        }
        if (whole < n)
        {
            var value = LaneMath.LoadPart<TLanes>(x + whole, n - whole, float.NegativeInfinity);
            value = LaneMath.Exp(TLanes.Subtract(value, largest));
            LaneMath.StorePart(value, x + whole, n - whole);
            sum = TLanes.Add(sum, value);
        }
        Scale(x, 1 / TLanes.Sum(sum), n);
    }

    public override void Scale(float* x, float factor, int n) => Map<Scaled>(x, x, factor, n);

    public override void Add(float* x, float* y, int n) => Map<SumOfBoth>(x, y, 0, n);

    public override void AddScaled(float* x, float* y, float factor, int n) => Map<SumWithScaled>(x, y, factor, n);

    public override void Silu(float* x, int n) => Map<SiluOf>(x, x, 0, n);

    public override void Gelu(float* x, int n) => Map<GeluOf>(x, x, 0, n);

    public override void SiluMultiply(float* gate, float* up, int n) => Map<TimesOther<SiluOf>>(gate, up, 0, n);

    public override void GeluMultiply(float* gate, float* up, int n) => Map<TimesOther<GeluOf>>(gate, up, 0, n);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TOperation>(float* x, float* y, float factor, int n) where TOperation : struct, IElementwise
    {
        var factors = TLanes.Broadcast(factor);
        var whole = n & ~15;
        for (var i = 0; i < whole; i += 16)
            TLanes.Store(TOperation.Apply(TLanes.Load(x + i), TLanes.Load(y + i), factors), x + i);
        if (whole == n)
            return;
        var last = LaneMath.LoadPart<TLanes>(x + whole, n - whole);
        last = TOperation.Apply(last, LaneMath.LoadPart<TLanes>(y + whole, n - whole), factors);
        LaneMath.StorePart(last, x + whole, n - whole);
    }

    /// <summary>y = (x - mean) · scale · weight + bias; weight and bias may be null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Normalize(float* x, float mean, float scale, float* weight, float* bias, int n, float* y)
    {
        var (means, scales) = (TLanes.Broadcast(mean), TLanes.Broadcast(scale));
        for (var i = 0; i < n; i += 16)
        {
            var count = n - i;
            var value = TLanes.Multiply(TLanes.Subtract(Part(x + i, count), means), scales);
            if (weight != null)
                value = TLanes.Multiply(value, Part(weight + i, count));
            if (bias != null)
                value = TLanes.Add(value, Part(bias + i, count));
            if (count >= 16)
                TLanes.Store(value, y + i);
            else
                LaneMath.StorePart(value, y + i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Part(float* source, int count) =>
        count >= 16 ? TLanes.Load(source) : LaneMath.LoadPart<TLanes>(source, count);
}

using Slipway.Formats;

namespace Slipway.Tensors.Blocks;

/// <summary>
/// Rows of weights to bytes and back, for every stored type. <see cref="Decode"/> is the scalar reference that the kernels are
/// checked against; <see cref="Encode"/> is what writes model files. Both are pure, so rows may go to different threads.
/// </summary>
public static class BlockCodec
{
    // The longest block; its weights are all 1 where the caller states no importance.
    private static readonly float[] EqualWeights = [.. Enumerable.Repeat(1f, 256)];

    /// <summary>Decodes whole blocks; <paramref name="source"/> must hold exactly as many as <paramref name="values"/> takes.</summary>
    public static void Decode(TensorType type, ReadOnlySpan<byte> source, Span<float> values)
    {
        switch (type)
        {
            case TensorType.F32: Decode<F32>(source, values); break;
            case TensorType.F16: Decode<F16>(source, values); break;
            case TensorType.BF16: Decode<BF16>(source, values); break;
            case TensorType.Q4_0: Decode<Q4_0>(source, values); break;
            case TensorType.Q4_1: Decode<Q4_1>(source, values); break;
            case TensorType.Q5_0: Decode<Q5_0>(source, values); break;
            case TensorType.Q5_1: Decode<Q5_1>(source, values); break;
            case TensorType.Q8_0: Decode<Q8_0>(source, values); break;
            case TensorType.Q2_K: Decode<Q2_K>(source, values); break;
            case TensorType.Q3_K: Decode<Q3_K>(source, values); break;
            case TensorType.Q4_K: Decode<Q4_K>(source, values); break;
            case TensorType.Q5_K: Decode<Q5_K>(source, values); break;
            case TensorType.Q6_K: Decode<Q6_K>(source, values); break;
            default: throw Unknown(type);
        }
    }

    /// <summary>
    /// Encodes whole blocks of finite values with little squared error. <paramref name="importance"/>, where given, weighs the error of
    /// each column of a row (the mean square of the activation that meets it); it repeats for each row in <paramref name="values"/>.
    /// </summary>
    public static void Encode(TensorType type, ReadOnlySpan<float> values, Span<byte> target, ReadOnlySpan<float> importance = default)
    {
        switch (type)
        {
            case TensorType.F32: Encode<F32>(values, target, default); break;
            case TensorType.F16: Encode<F16>(values, target, default); break;
            case TensorType.BF16: Encode<BF16>(values, target, default); break;
            case TensorType.Q4_0: Encode<Q4_0>(values, target, importance); break;
            case TensorType.Q4_1: Encode<Q4_1>(values, target, importance); break;
            case TensorType.Q5_0: Encode<Q5_0>(values, target, importance); break;
            case TensorType.Q5_1: Encode<Q5_1>(values, target, importance); break;
            case TensorType.Q8_0: Encode<Q8_0>(values, target, importance); break;
            case TensorType.Q2_K: Encode<Q2_K>(values, target, importance); break;
            case TensorType.Q3_K: Encode<Q3_K>(values, target, importance); break;
            case TensorType.Q4_K: Encode<Q4_K>(values, target, importance); break;
            case TensorType.Q5_K: Encode<Q5_K>(values, target, importance); break;
            case TensorType.Q6_K: Encode<Q6_K>(values, target, importance); break;
            default: throw Unknown(type);
        }
    }

    private static void Decode<T>(ReadOnlySpan<byte> source, Span<float> values) where T : struct, IBlockFormat
    {
        var blocks = WholeBlocks<T>(source.Length, values.Length);
        for (var b = 0; b < blocks; b++)
            T.Decode(source.Slice(b * T.Bytes, T.Bytes), values.Slice(b * T.Length, T.Length));
    }

    private static void Encode<T>(ReadOnlySpan<float> values, Span<byte> target, ReadOnlySpan<float> importance)
        where T : struct, IBlockFormat
    {
        var blocks = WholeBlocks<T>(target.Length, values.Length);
        if (!importance.IsEmpty && (importance.Length % T.Length != 0 || values.Length % importance.Length != 0))
            throw new ArgumentException($"an importance of {importance.Length} columns does not fit {values.Length} values");
        Span<float> scratch = stackalloc float[T.Length];
        for (var b = 0; b < blocks; b++)
        {
            scoped ReadOnlySpan<float> weights = EqualWeights.AsSpan(0, T.Length);
            if (!importance.IsEmpty && Normalize(importance.Slice(b * T.Length % importance.Length, T.Length), scratch))
                weights = scratch;
            T.Encode(values.Slice(b * T.Length, T.Length), weights, target.Slice(b * T.Bytes, T.Bytes));
        }
    }

    /// <summary>Brings a block's importance to a mean of 1; a floor keeps columns that calibration never used from being ruined.</summary>
    private static bool Normalize(ReadOnlySpan<float> importance, Span<float> weights)
    {
        var sum = 0.0;
        foreach (var value in importance)
            sum += value;
        var scale = importance.Length / sum;
        if (!(double.IsFinite(scale) && scale > 0))
            return false;
        for (var i = 0; i < weights.Length; i++)
            weights[i] = Math.Max((float)(importance[i] * scale), 1e-4f);
        return true;
    }

    private static int WholeBlocks<T>(int bytes, int values) where T : struct, IBlockFormat =>
        values % T.Length == 0 && values / T.Length * T.Bytes == bytes
            ? values / T.Length
            : throw new ArgumentException($"{values} values do not fill {bytes} bytes of {typeof(T).Name}");

    private static ArgumentOutOfRangeException Unknown(TensorType type) => new(nameof(type), type, "no such block format");
}

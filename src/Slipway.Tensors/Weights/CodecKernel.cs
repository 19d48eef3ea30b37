using Slipway.Formats;
using Slipway.Tensors.Blocks;

namespace Slipway.Tensors.Weights;

/// <summary>Types that have no format of their own here are decoded by the scalar reference.</summary>
internal sealed unsafe class CodecKernel(TensorType type) : WeightKernel
{
    private readonly int _length = TensorTypes.BlockLength(type);
    private readonly int _bytes = TensorTypes.BlockBytes(type);

    public override int FewRows(int columns) => 0;

    public override void Decode(byte* source, int columns, float* target, int stride, bool padded)
    {
        Span<float> values = stackalloc float[_length];
        for (var i = 0; i < columns; i += _length, source += _bytes)
        {
            BlockCodec.Decode(type, new ReadOnlySpan<byte>(source, _bytes), values);
            for (var chunk = 0; chunk < _length; chunk += 16, target += stride)
                values.Slice(chunk, 16).CopyTo(new Span<float>(target, 16));
        }
    }

    public override void MultiplyFew(
        byte* weights, long rowBytes, int count, float* input, int inputStride, int rows, int columns, float* dots) =>
        throw new NotSupportedException($"{type} is decoded first");
}

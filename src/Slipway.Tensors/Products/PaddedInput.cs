namespace Slipway.Tensors.Products;

/// <summary>A copy of inputs whose rows end within sixteen, filled up with zeros: tiles read whole sixteens.</summary>
internal sealed unsafe class PaddedInput : IDisposable
{
    private readonly Scratch _memory = new(1);

    public float* Fill(float* input, int stride, int rows, int columns)
    {
        var padded = columns + 15 & ~15;
        _memory.Reserve((long)rows * padded);
        var memory = _memory.Of(0);
        for (var row = 0; row < rows; row++)
        {
            var target = new Span<float>(memory + (long)row * padded, padded);
            new ReadOnlySpan<float>(input + (long)row * stride, columns).CopyTo(target);
            target[columns..].Clear();
        }
        return memory;
    }

    public void Dispose() => _memory.Dispose();
}

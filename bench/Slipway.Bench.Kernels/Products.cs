using System.Runtime.InteropServices;
using Slipway.Formats;
using Slipway.Tensors.Blocks;

namespace Slipway.Bench.Kernels;

/// <summary>Times one product of random weights; there are enough copies of them that they never come from a cache.</summary>
internal sealed unsafe class Products
{
    public static double Seconds(ThreadTeam team, TensorType type, int outputs, int columns, int rows, long footprint)
    {
        var matrixBytes = TensorTypes.ByteLength(type, (long)outputs * columns);
        var copies = (int)Math.Max(1, footprint / matrixBytes);
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)(matrixBytes * copies), 4096);
        var random = new Random(1);
        var values = new float[columns];
        var row = new byte[TensorTypes.ByteLength(type, columns)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f) * 0.04f;
        BlockCodec.Encode(type, values, row);
        for (long at = 0; at < matrixBytes * copies; at += row.Length)
            row.CopyTo(new Span<byte>(memory + at, row.Length));
        var input = (float*)NativeMemory.AlignedAlloc((nuint)(rows * columns) * 4, 64);
        var output = (float*)NativeMemory.AlignedAlloc((nuint)(rows * outputs) * 4, 64);
        for (var i = 0; i < rows * columns; i++)
            input[i] = random.NextSingle() - 0.5f;
        using var multiplier = new MatrixMultiplier(team);
        var seconds = Timing.Best(() =>
        {
            for (var i = 0; i < copies; i++)
            {
                var product = new Product
                {
                    Weights = new(type, outputs, columns, (nint)(memory + i * matrixBytes)),
                    Output = output,
                    OutputStride = outputs,
                };
                multiplier.Run(input, columns, rows, new ReadOnlySpan<Product>(in product));
            }
        }) / copies;
        NativeMemory.AlignedFree(memory);
        NativeMemory.AlignedFree(input);
        NativeMemory.AlignedFree(output);
        return seconds;
    }
}

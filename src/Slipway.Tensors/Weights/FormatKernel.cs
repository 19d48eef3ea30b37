using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal sealed unsafe class FormatKernel<TLanes, TFormat> : LaneKernel<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
    where TFormat : struct, IWeightFormat
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Decode(byte* source, int columns, float* target)
    {
        var factors = stackalloc float[IWeightFormat.MaxFactors];
        var end = target + columns / TFormat.BlockLength * TFormat.BlockLength;
        for (; target < end; source += TFormat.BlockBytes, target += TFormat.BlockLength)
        {
            TFormat.Prepare(source, factors);
            for (var chunk = 0; chunk < TFormat.BlockLength / 16; chunk++)
                TLanes.Store(TFormat.Chunk<TLanes>(source, factors, chunk), target + 16 * chunk);
        }
        var rest = columns % TFormat.BlockLength;
        if (rest == 0)
            return;
        // Only types without blocks have rows that end within sixteen.
        var bytes = stackalloc byte[TFormat.BlockBytes];
        var values = stackalloc float[16];
        Unsafe.CopyBlockUnaligned(bytes, source, (uint)(rest * (TFormat.BlockBytes / 16)));
        TLanes.Store(TFormat.Chunk<TLanes>(bytes, factors, 0), values);
        Unsafe.CopyBlockUnaligned(target, values, (uint)rest * sizeof(float));
    }
}

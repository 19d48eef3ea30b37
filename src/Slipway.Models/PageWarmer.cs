using Slipway.Formats;
using Slipway.Models.Architectures;

namespace Slipway.Models;

/// <summary>Touches every page of the weights, in the order that the model computes in.</summary>
internal static class PageWarmer
{
    private const long Page = 4096;
    private const long ReportEvery = 64 << 20;

    public static unsafe void Touch(ModelFile file, ModelSpec spec, IProgress<LoadProgress>? progress)
    {
        var tensors = spec.Weights.Select(weight => file.Tensor(weight.Name)).ToArray();
        var total = tensors.Sum(tensor => tensor.ByteLength);
        // What doesn't fit into memory would only push itself out again.
        if (total > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 9)
            return;
        var (done, reported) = (0L, 0L);
        foreach (var tensor in tensors)
        {
            for (long offset = 0; offset < tensor.ByteLength; offset += Page)
            {
                _ = Volatile.Read(ref *(byte*)(tensor.Address + (nint)offset));
                if (done + offset - reported >= ReportEvery)
                    progress?.Report(new LoadProgress(reported = done + offset, total));
            }
            done += tensor.ByteLength;
        }
        progress?.Report(new LoadProgress(total, total));
    }
}

using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Formats.HuggingFace;
using Slipway.Formats.Inspection;

namespace Slipway.Platform.Deployments.Machine;

/// <summary>The memory that a replica needs: the weights, which replicas of one file share, and what each has for itself.</summary>
/// <param name="Weights">Bytes of the file.</param>
/// <param name="Cache">Bytes of keys and values.</param>
public readonly record struct ModelFootprint(long Weights, long Cache)
{
    /// <summary>A process of ours with its buffers, measured on small models.</summary>
    private const long Process = 160L << 20;

    private const long LeastCache = 32L << 20;
    private const int UsualContext = 4096;

    /// <summary>So many requests of full length have room at once; shorter ones share it.</summary>
    private const int LongRequests = 4;

    public long Own => Cache + Process;

    public long Total => Weights + Own;

    /// <summary>What of a limit is left for keys and values, but never less than one request needs.</summary>
    public long CacheWithin(long? limit) => limit is { } bytes ? Math.Clamp(bytes - Weights - Process, Math.Max(LeastCache, Cache / LongRequests), Math.Max(LeastCache, Cache)) : Cache;

    public static ModelFootprint Of(ModelSource source)
    {
        var path = source.Path!;
        var weights = File.Exists(path) ? new FileInfo(path).Length
            : Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles("*.safetensors").Sum(file => file.Length) : 0;
        return new ModelFootprint(weights, Math.Max(LeastCache, CacheOf(source, path)));
    }

    private static long CacheOf(ModelSource source, string path)
    {
        try
        {
            var (perToken, length) = Facts(path);
            return perToken * (source.Context > 0 ? source.Context : (int)Math.Min(length, UsualContext)) * Math.Clamp(source.Slots, 1, LongRequests);
        }
        catch (Exception exception) when (exception is ModelFileException or IOException or UnauthorizedAccessException)
        {
            // The engine will say what is wrong with the file.
            return 0;
        }
    }

    private static (long PerToken, long Length) Facts(string path)
    {
        if (Directory.Exists(path))
        {
            using var directory = HuggingFaceDirectory.Open(path);
            return Of(ModelSummary.Of(directory));
        }

        using var file = GgufFile.Open(path);
        return Of(ModelSummary.Of(file));

        static (long, long) Of(ModelSummary summary) => (summary.CacheBytesPerToken ?? 0, summary.ContextLength ?? UsualContext);
    }
}

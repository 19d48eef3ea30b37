using System.Text;

namespace Slipway.Platform.Routing;

/// <summary>
/// On which side of a split a caller is: a hash of deployment and caller under the percentage. Nothing is remembered, every node comes
/// to the same answer, and as the percentage grows callers only ever move to the new version.
/// </summary>
public static class TrafficSplit
{
    private const ulong Prime = 0x100000001b3;
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    /// <param name="deploymentId">Another deployment splits the same callers otherwise.</param>
    /// <param name="caller">A user or a session.</param>
    /// <param name="percentage">The canary's share.</param>
    public static bool IsCanary(string deploymentId, string caller, double percentage)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var part in Encoding.UTF8.GetBytes(deploymentId + '\0' + caller))
            hash = (hash ^ part) * Prime;
        // FNV leaves its upper bits poorly mixed for short texts.
        hash = (hash ^ (hash >> 32)) * 0xd6e8feb86659fd93;
        hash = (hash ^ (hash >> 32)) * 0xd6e8feb86659fd93;
        return Below(hash ^ (hash >> 32), percentage);
    }

    /// <summary>Requests of nobody in particular are dealt out as evenly as a sequence can be.</summary>
    public static bool IsCanary(ulong number, double percentage) => Below(number * GoldenRatio, percentage);

    private static bool Below(ulong place, double percentage) => (place >> 11) * (100.0 / (1UL << 53)) < percentage;
}

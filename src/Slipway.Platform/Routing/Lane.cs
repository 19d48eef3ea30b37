using Slipway.Platform.Common;

namespace Slipway.Platform.Routing;

/// <summary>One version of a deployment and its own admission point.</summary>
public sealed class Lane(string version, Gate gate)
{
    /// <summary>Told to those who wait in a lane that is taken away: they choose again.</summary>
    internal static readonly Failure Moved = new(FailureKind.ModelNotReady, "the version is not served any more");

    /// <summary>Empty where the deployment has no versions.</summary>
    public string Version { get; } = version;

    public Gate Gate { get; } = gate;
}

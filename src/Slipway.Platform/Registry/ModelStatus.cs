namespace Slipway.Platform.Registry;

/// <summary>Whether a version's artifact is there.</summary>
public enum ModelStatus
{
    /// <summary>It is still being fetched.</summary>
    Pending,

    Ready,

    /// <summary>It could not be had; the version says why.</summary>
    Failed,
}

namespace Slipway.Platform.Nodes;

/// <param name="IsShared">Others may use the same database; otherwise the data folder's lock is the lease, and nothing beats.</param>
/// <param name="Lease">How long a term lasts beyond its last renewal.</param>
public sealed record NodeOptions(string Id, string Address, bool IsShared, TimeSpan Lease)
{
    public TimeSpan BeatEvery => Lease / 6;

    /// <summary>Others wait longer than the node itself, so that its children are gone before anybody takes over.</summary>
    public TimeSpan GoneAfter => Lease * 1.4;
}

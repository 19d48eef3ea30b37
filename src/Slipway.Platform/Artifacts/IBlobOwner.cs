namespace Slipway.Platform.Artifacts;

/// <summary>Somebody whose rows refer to blobs. Whatever no owner names is freed.</summary>
public interface IBlobOwner
{
    ValueTask<IReadOnlyCollection<string>> DigestsAsync();
}

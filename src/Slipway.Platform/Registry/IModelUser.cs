namespace Slipway.Platform.Registry;

/// <summary>Somebody who needs versions: what is in use isn't deleted.</summary>
public interface IModelUser
{
    /// <summary>What uses the version, for a person (<c>deployment 'chat'</c>); null where nothing does.</summary>
    ValueTask<string?> UseOfAsync(ModelVersion version);
}

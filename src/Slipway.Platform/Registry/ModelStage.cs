namespace Slipway.Platform.Registry;

/// <summary>How far a version has come. A model has at most one version in production.</summary>
public enum ModelStage
{
    None,
    Staging,
    Production,
    Archived,
}

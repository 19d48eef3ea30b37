namespace Slipway.Platform.Registry;

public sealed record StageChange(string VersionId, string Version, ModelStage From, ModelStage To, string By, long At);

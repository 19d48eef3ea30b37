namespace Slipway.Platform.Configurations;

/// <summary>How a model is reached, under a name. It never changes; configuring again makes another one.</summary>
/// <param name="ModelId">The name that callers use once it is loaded.</param>
/// <param name="ModelName">The model's file, directory or name at its back end.</param>
/// <param name="Kwargs">JSON, as it may be shown: secrets are masked.</param>
/// <param name="SealedKwargs">The same with its secrets, sealed; null where it has none.</param>
public sealed record ModelConfiguration(
    string Id, string Project, string ModelId, string ModelName, ModelType Type, string Kwargs, string? SealedKwargs, long CreatedAt);

namespace Slipway.Platform.Jobs;

/// <param name="Path">A GGUF file or a Hugging Face directory.</param>
/// <param name="Name">What it calls itself in what is made of it.</param>
/// <param name="VersionId">Its version in the registry; null for a base model that isn't there.</param>
/// <param name="Note">What a caller should know about it; null where nothing.</param>
public sealed record BaseModel(string Path, string Name, string? VersionId, string? Note);

namespace Slipway.Platform.Registry.Intake;

/// <summary>What a file looks like by its first bytes.</summary>
internal enum ArtifactKind
{
    Other,
    Gguf,
    Safetensors,
    Tar,
    GzippedTar,

    /// <summary>Python's serialized objects, bare or in torch's zip: opening one can run any code.</summary>
    Pickle,
}

namespace Slipway.Platform.Registry;

/// <summary>What an artifact is, as found by looking into it.</summary>
public enum ArtifactFormat
{
    /// <summary>Bytes that no engine here reads.</summary>
    Other,

    Gguf,

    /// <summary>Weights alone, without the configuration that an engine needs.</summary>
    Safetensors,

    /// <summary>A directory with <c>config.json</c>, safetensors and a tokenizer.</summary>
    HuggingFace,

    /// <summary>A LoRA adapter in PEFT's format, to be used with its base model.</summary>
    Adapter,
}

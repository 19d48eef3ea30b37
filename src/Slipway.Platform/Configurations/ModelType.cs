namespace Slipway.Platform.Configurations;

public enum ModelType
{
    OpenAi,
    Vllm,
    Ollama,
    Gguf,
    Transformers,
}

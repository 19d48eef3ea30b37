using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Configurations;
using Slipway.Platform.Outbound;

namespace Slipway.Serving;

/// <summary>Settings of models and back ends, and of what callers may lead the server to.</summary>
internal static class LlmSettings
{
    public const string Embedded = "embedded";

    public static readonly Setting<string> SecretKeyText = Setting.Parsed(SecretKey.Setting, "", "",
        $"at least {SecretKey.ShortestConfigured} characters", "What secrets in the database are sealed with; nodes share it. "
        + "By default a key in DIR/secret.key, made at the first start.", ParseKey, isSecret: true);

    public static readonly Setting<AllowedHosts> Hosts = Setting.Parsed("ALLOWED_HOSTS", AllowedHosts.None, "",
        "names, *.suffixes, addresses or networks such as 10.0.0.0/8, separated by commas",
        "Hosts that downloads, imports and webhooks may reach although they are not public.", AllowedHosts.Parse);

    public static readonly Setting<string> ModelRoots = Setting.Text("MODEL_ROOTS", "",
        "Folders beside DIR/models that models named by callers may lie in, separated by ':'.", "folders");

    public static readonly Setting<string> Backend = Setting.OneOf("MODEL_BACKEND", Embedded,
        [Embedded, "gguf", "transformers", "ollama", "openai", "vllm"], "What runs the default model: an engine of ours or a server elsewhere.");

    public static readonly Setting<string> OllamaModel = Setting.Text("OLLAMA_MODEL", "", "The default model's name where MODEL_BACKEND is ollama.", "a name");

    public static readonly Setting<string> OllamaHost = Setting.Parsed("OLLAMA_HOST", "http://127.0.0.1:11434", "http://127.0.0.1:11434",
        "an address, with or without http://", "Where Ollama is.", ParseHost);

    public static readonly Setting<string> OpenAiUrl = Setting.Parsed("OPENAI_BASE_URL", "https://api.openai.com/v1", "https://api.openai.com/v1",
        "an address, with or without /v1", "Where OpenAI's API is, or another server's that speaks it.", ParseAddress);

    public static readonly Setting<string> OpenAiKey = Setting.Text("OPENAI_API_KEY", "", "The key for OPENAI_BASE_URL.", "a key", isSecret: true);

    public static readonly Setting<string> VllmUrl = Setting.Parsed("VLLM_BASE_URL", "", "", "an address, with or without /v1", "Where vLLM is.", ParseAddress);

    public static readonly Setting<string> VllmKey = Setting.Text("VLLM_API_KEY", "", "The key for VLLM_BASE_URL.", "a key", isSecret: true);

    public static readonly Setting<TimeSpan> BackEndTimeout = Setting.Seconds("BACKEND_TIMEOUT", 600, 0.1, 86400,
        "How long a server elsewhere may say nothing before a request to it is given up.");

    public static readonly Setting<string> HubEndpoint = Setting.Parsed("HF_ENDPOINT", "https://huggingface.co", "https://huggingface.co",
        "an address", "The hub that models are pulled from.", ParseAddress);

    public static readonly Setting<string> HubHome = Setting.Text("HF_HOME", "", "Where pulled models are kept; as Hugging Face's own tools by default.", "a folder");

    public static readonly Setting<string> HubToken = Setting.Text("HF_TOKEN", "", "The token for HF_ENDPOINT.", "a token", isSecret: true);

    public static readonly IReadOnlyList<Setting> All =
    [
        SecretKeyText, Hosts, ModelRoots, Backend, OllamaModel, OllamaHost, OpenAiUrl, OpenAiKey, VllmUrl, VllmKey, BackEndTimeout, HubEndpoint, HubHome,
        HubToken,
    ];

    private static string ParseAddress(string text, out string? problem)
    {
        problem = text.Length == 0 ? null : BackEndAddress.Problem(text);
        return text;
    }

    private static string ParseHost(string text, out string? problem) =>
        ParseAddress(text.Length == 0 || text.Contains("://", StringComparison.Ordinal) ? text : "http://" + (text.Contains(':') ? text : text + ":11434"), out problem);

    private static string ParseKey(string text, out string? problem)
    {
        problem = text.Length is 0 or >= SecretKey.ShortestConfigured ? null : "has fewer";
        return text;
    }
}

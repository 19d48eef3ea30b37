using Slipway.Platform.Common;
using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Configurations;
using Slipway.Platform.Deployments;

namespace Slipway.Serving;

/// <summary>The model that answers where a request names none.</summary>
internal static class DefaultModel
{
    public const string Id = "default";

    /// <summary>The model that stands in where nobody has chosen one.</summary>
    public const string DemoName = "slipway-demo";

    private const string DemoFile = DemoName + ".gguf";

    /// <summary>The demonstration model that comes with the program (recipes/demo.json makes it).</summary>
    public static string Bundled => Path.Combine(AppContext.BaseDirectory, "models", DemoFile);

    /// <summary>What callers call it.</summary>
    public static string NameOf(SettingValues settings)
    {
        var name = Chosen(settings);
        if (name.Length == 0)
            return DemoName;
        if (settings.Get(LlmSettings.Backend) is "ollama" or "openai" or "vllm" || (!IsPath(name) && HubModels.IsName(name)))
            return name;
        return Path.GetFileName(name.TrimEnd('/')) is { Length: > 0 } file && file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? file[..^5] : Path.GetFileName(name.TrimEnd('/'));
    }

    /// <summary>The name that MODEL_NAME or OLLAMA_MODEL gives, or nothing.</summary>
    public static string Chosen(SettingValues settings) =>
        settings.Get(LlmSettings.Backend) == "ollama" && settings.Get(LlmSettings.OllamaModel) is { Length: > 0 } ollama ? ollama : settings.Get(ServeSettings.ModelName);

    /// <summary>It is a file or a directory, or can be nothing else.</summary>
    public static bool IsPath(string name) =>
        Path.Exists(name) || Path.IsPathRooted(name) || name.StartsWith('.') || name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);

    public static Deployment Deployment(SettingValues settings, DataFolder folder, IReadOnlyDictionary<ModelType, BackEnd> backEnds, ISealer sealer, TimeProvider time) => new()
    {
        Id = Id,
        Project = Project.Default,
        Name = NameOf(settings),
        Kind = DeploymentKind.Default,
        Source = ModelTypes.Find(settings.Get(LlmSettings.Backend)) is { } type && !type.IsLocal() ? Remote(settings, type, backEnds[type], sealer) : Local(settings, folder),
        Wanted = true,
        // The settings are read anew at each start, and so is the model.
        Revision = time.Now(),
        CreatedAt = time.Now(),
        UpdatedAt = time.Now(),
    };

    private static ModelSource Local(SettingValues settings, DataFolder folder) => new()
    {
        Dialect = EngineDialect.Slipway,
        Path = Chosen(settings) is { Length: > 0 } name ? Path.GetFullPath(name) : Demo(folder),
        From = ServeSettings.ModelName.Name,
        Slots = settings.Get(ServeSettings.Slots),
        Context = settings.Get(ServeSettings.Context),
        Threads = settings.Get(ServeSettings.Threads),
    };

    /// <summary>A file of the same name among the data takes the bundled one's place.</summary>
    private static string Demo(DataFolder folder) => Path.Combine(folder.Models, DemoFile) is var own && File.Exists(own) ? own : Bundled;

    private static ModelSource Remote(SettingValues settings, ModelType type, BackEnd backEnd, ISealer sealer) => new()
    {
        Dialect = type switch { ModelType.Vllm => EngineDialect.Vllm, ModelType.Ollama => EngineDialect.Ollama, _ => EngineDialect.OpenAi },
        BaseUrl = backEnd.BaseUrl,
        From = backEnd.Setting,
        SealedApiKey = backEnd.ApiKey is { } key ? sealer.Seal(key) : null,
        UpstreamModel = Chosen(settings),
    };
}

using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>Every setting of <c>slipway serve</c>, declared once.</summary>
internal static class ServeSettings
{
    public static readonly Setting<string> Urls = Setting.Text("URLS", "", "Addresses to listen at, separated by ';'. "
        + "By default ports 8000 and 8105 of 127.0.0.1 and, where it exists, of [::1].", "addresses such as http://127.0.0.1:8000", flag: "--urls");

    public static readonly Setting<string> DataFolder = Setting.Text("DATA_DIR", "./data",
        "Where the database, models and logs lie.", "a folder", flag: "--data");

    public static readonly Setting<string> ModelName = Setting.Text("MODEL_NAME", "",
        "The default model: a GGUF file or a model's directory. The bundled demonstration model where none is given.", "a path");

    public static readonly Setting<int> MaxNewTokens = Setting.Integer("MAX_NEW_TOKENS", 512, 1, 1_000_000,
        "Tokens that POST /generate generates at most where a request does not say.");

    public static readonly Setting<double> Temperature = Setting.Number("TEMPERATURE", 0.7, 0, 2,
        "The sampling temperature of POST /generate where a request does not say.");

    public static readonly Setting<TimeSpan> TaskTimeLimit = Setting.Seconds("TASK_TIME_LIMIT", 120, 0.1, 86400,
        "How long a task may take, from the moment it is taken up.");

    public static readonly Setting<TimeSpan> TaskWaitLimit = Setting.Seconds("TASK_WAIT_LIMIT", 3600, 1, 604800,
        "How long a task may wait until it is taken up.");

    public static readonly Setting<int> QueueLimit = Setting.Integer("QUEUE_LIMIT", 10_000, 1, 10_000_000,
        "Tasks that may wait; one more is refused with 503.");

    public static readonly Setting<int> RequestQueueLimit = Setting.Integer("REQUEST_QUEUE_LIMIT", 1000, 0, 1_000_000,
        "Direct requests that may wait for one model; one more is refused with 503.");

    public static readonly Setting<TimeSpan> RequestWaitLimit = Setting.Seconds("REQUEST_WAIT_LIMIT", 60, 0.1, 3600,
        "How long a direct request may wait for a model.");

    public static readonly Setting<int> Context = Setting.Integer("MODEL_CONTEXT", 0, 0, 10_000_000,
        "Tokens that one request to the default model may use; 0 takes what the model was made for.");

    public static readonly Setting<int> Slots = Setting.Integer("MODEL_SLOTS", 8, 1, 1024,
        "Requests that a local model runs at once.");

    public static readonly Setting<int> Threads = Setting.Integer("MODEL_THREADS", 0, 0, 1024,
        "Threads of a local model's engine; 0 takes one for each core.");

    public static readonly IReadOnlyList<Setting> All =
    [
        Urls, DataFolder, ModelName, MaxNewTokens, Temperature, TaskTimeLimit, TaskWaitLimit, QueueLimit,
        RequestQueueLimit, RequestWaitLimit, Context, Slots, Threads,
        .. ListenSettings.All,
        .. AccessSettings.All,
        .. AnalyticsSettings.All,
        .. MlSettings.All,
        .. LimitSettings.All,
        .. StorageSettings.All,
        .. LlmSettings.All,
        .. DeploymentSettings.All,
        .. RegistrySettings.All,
        .. LogSettings.All,
        .. TelemetryExport.Settings,
    ];
}

using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>Settings of datasets, jobs and the parts that live elsewhere.</summary>
internal static class MlSettings
{
    public static readonly Setting<int> JobSlots = Setting.Integer("JOB_SLOTS", 1, 1, 64,
        "Training and evaluation jobs that run at once; others wait.");

    public static readonly Setting<int> JobThreads = Setting.Integer("JOB_THREADS", 0, 0, 1024,
        "Threads of one job; 0 takes one for each core.");

    public static readonly Setting<double> LargestDataset = Setting.Number("DATASET_QUOTA", 8L << 30, 1, 1e15,
        "Bytes that one uploaded dataset may have.");

    public static readonly Setting<TimeSpan> UploadLasts = Setting.Seconds("UPLOAD_URL_LIFETIME", 86400, 1, 30 * 86400.0,
        "How long the upload address of a dataset can be used.");

    public static readonly Setting<string> Maverick = BaseModel("MAVERICK");

    public static readonly Setting<string> Scout = BaseModel("SCOUT");

    public static readonly Setting<string> Kubeflow = Address("KUBEFLOW_URL", "Kubeflow Pipelines");
    public static readonly Setting<string> Mlflow = Address("MLFLOW_TRACKING_URI", "an MLflow server");
    public static readonly Setting<string> Kserve = Address("KSERVE_URL", "a KServe inference endpoint");
    public static readonly Setting<string> Minio = Address("MINIO_URL", "a MinIO server");

    public static readonly IReadOnlyList<Setting> All = [JobSlots, JobThreads, LargestDataset, UploadLasts, Maverick, Scout, Kubeflow, Mlflow, Kserve, Minio];

    private static Setting<string> BaseModel(string name) => Setting.Text($"BASE_MODEL_{name}", "",
        $"What model_type {name.ToLowerInvariant()} trains: a GGUF file or a Hugging Face directory. A tiny model with random weights where none is given.", "a path");

    private static Setting<string> Address(string name, string what) => Setting.Parsed(
        name, "", "", "an address such as http://127.0.0.1:5000", $"The address of {what}, which /v1/infrastructure/status asks how it is.",
        static (string text, out string? problem) =>
        {
            problem = text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") ? null : "is no http address";
            return text;
        });
}

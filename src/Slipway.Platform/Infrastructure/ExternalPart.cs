namespace Slipway.Platform.Infrastructure;

/// <summary>A part of the platform that lives elsewhere, if the operator has one.</summary>
/// <param name="Name"><c>mlflow</c> …</param>
/// <param name="Setting">The setting that holds its address.</param>
/// <param name="Address">Null where none is configured.</param>
/// <param name="HealthPath">Answers with a success where it is well.</param>
/// <param name="VersionPath">Tells the version; null where only a header or nothing does.</param>
public sealed record ExternalPart(string Name, string Setting, Uri? Address, string HealthPath, string? VersionPath)
{
    public static IReadOnlyList<ExternalPart> Known(Func<string, Uri?> addressOf) =>
    [
        new("kubeflow", "KUBEFLOW_URL", addressOf("KUBEFLOW_URL"), "apis/v2beta1/healthz", null),
        new("mlflow", "MLFLOW_TRACKING_URI", addressOf("MLFLOW_TRACKING_URI"), "health", "version"),
        new("kserve", "KSERVE_URL", addressOf("KSERVE_URL"), "v2/health/ready", "v2"),
        new("minio", "MINIO_URL", addressOf("MINIO_URL"), "minio/health/live", null),
    ];
}

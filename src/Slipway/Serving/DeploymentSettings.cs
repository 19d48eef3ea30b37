using System.Globalization;
using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>Settings of deployments, canaries and scaling.</summary>
internal static class DeploymentSettings
{
    public static readonly Setting<TimeSpan> CanaryWindow = Setting.Seconds("CANARY_WINDOW_SECONDS", 60, 1, 86400,
        "How long a canary is watched before it is decided upon.");

    public static readonly Setting<int> CanaryRequests = Setting.Integer("CANARY_MIN_REQUESTS", 20, 1, 1_000_000,
        "Requests that canary and stable version must each have answered before anything is decided.");

    public static readonly Setting<IReadOnlyList<double>> CanarySteps = Setting.Parsed<IReadOnlyList<double>>(
        "CANARY_STEPS", [10, 50, 100], "10,50,100", "percentages in ascending order, separated by commas, the last one 100",
        "The shares of the traffic that a new version gets, one after another.", ParseSteps);

    public static readonly Setting<string> CanaryInconclusive = Setting.OneOf("CANARY_INCONCLUSIVE", "hold", ["hold", "promote", "rollback"],
        "What ends a canary whose window brought no decision: ten more windows and then a rollback, a promotion, or a rollback at once.");

    public static readonly Setting<double> CanaryErrorMargin = Setting.Number("CANARY_ERROR_MARGIN", 5, 0, 100,
        "Percentage points by which a canary may have more engine errors.");

    public static readonly Setting<double> CanaryLatencyMargin = Setting.Number("CANARY_LATENCY_MARGIN", 25, 0, 10_000,
        "Per cent by which a canary may be slower.");

    public static readonly Setting<TimeSpan> ScaleUpAfter = Setting.Seconds("SCALE_UP_SECONDS", 3, 0, 3600,
        "How long a deployment must be short of replicas before it gets more.");

    public static readonly Setting<TimeSpan> ScaleDownAfter = Setting.Seconds("SCALE_DOWN_SECONDS", 60, 0, 86400,
        "How long a deployment must have too many replicas before it loses some.");

    public static readonly Setting<TimeSpan> ScaleToZeroAfter = Setting.Seconds("SCALE_TO_ZERO_SECONDS", 300, 1, 864000,
        "How long a deployment whose minimum is 0 must be idle before it has no replica.");

    public static readonly Setting<TimeSpan> SwitchWithin = Setting.Seconds("HIBERNATE_WAIT_SECONDS", 120, 1, 3600,
        "How long hibernate and activate wait until it is done, before they answer 503 and it goes on.");

    public static readonly Setting<double> ModelMemory = Setting.Number("MODEL_MEMORY", 0, 0, 1e18,
        "Bytes of memory that models may take together; 0 for 85 per cent of what this machine has.");

    public static readonly Setting<bool> KubernetesFallback = Setting.Flagged("KUBERNETES_FALLBACK", true,
        "Whether deployments of the type kubernetes run as processes on this machine where no cluster is configured.");

    public static readonly Setting<string> PublicUrl = Setting.Text("PUBLIC_URL", "",
        "What absolute addresses in answers begin with; the address of each request itself where none is given.", "an address such as https://models.example.com");

    public static readonly IReadOnlyList<Setting> All =
    [
        CanaryWindow, CanaryRequests, CanarySteps, CanaryInconclusive, CanaryErrorMargin, CanaryLatencyMargin, ScaleUpAfter, ScaleDownAfter,
        ScaleToZeroAfter, SwitchWithin, ModelMemory, KubernetesFallback, PublicUrl,
    ];

    private static IReadOnlyList<double> ParseSteps(string text, out string? problem)
    {
        var steps = new List<double>();
        problem = null;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var step) && step > (steps.Count > 0 ? steps[^1] : 0) && step <= 100)
                steps.Add(step);
            else
                problem ??= $"has '{part}', which does not fit";
        }

        problem ??= steps.Count == 0 || steps[^1] != 100 ? "does not end with 100" : null;
        return steps;
    }
}

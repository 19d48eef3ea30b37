namespace Slipway.Platform.Jobs;

public static class JobStates
{
    public static readonly IReadOnlyList<string> Words = [.. Enum.GetValues<JobStatus>().Select(status => status.Word())];

    public static string Word(this JobStatus status) => status.ToString().ToLowerInvariant();

    public static bool IsFinal(this JobStatus status) => status is JobStatus.Cancelled or JobStatus.Completed or JobStatus.Failed;
}

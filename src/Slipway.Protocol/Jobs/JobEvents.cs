namespace Slipway.Protocol.Jobs;

public static class JobEvents
{
    /// <summary>The model and the examples are read; <see cref="JobEvent.Progress"/> says where it begins or continues.</summary>
    public const string Started = "started";

    /// <summary>At least once a second.</summary>
    public const string Progress = "progress";

    public const string Checkpoint = "checkpoint";

    public const string Evaluated = "evaluated";

    /// <summary>One of these three is the last.</summary>
    public const string Completed = "completed";

    public const string Failed = "failed";

    public const string Cancelled = "cancelled";
}

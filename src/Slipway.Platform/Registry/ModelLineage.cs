namespace Slipway.Platform.Registry;

/// <summary>Where a version comes from: the version that it was made of, the data, and the job that made it.</summary>
/// <param name="ParentId">A version's id.</param>
/// <param name="DatasetId">A dataset as <c>name@version</c>.</param>
/// <param name="JobId">A training or optimization job.</param>
public sealed record ModelLineage(string? ParentId = null, string? DatasetId = null, string? JobId = null)
{
    public static readonly ModelLineage None = new();
}

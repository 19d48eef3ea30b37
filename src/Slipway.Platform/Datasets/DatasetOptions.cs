namespace Slipway.Platform.Datasets;

/// <summary>How datasets may arrive.</summary>
/// <param name="PartFolder">Where uploads grow until they are whole.</param>
public sealed record DatasetOptions(string PartFolder)
{
    public long LargestUpload { get; init; } = 8L << 30;

    public TimeSpan TicketLasts { get; init; } = TimeSpan.FromHours(24);

    internal string PartOf(string id) => Path.Combine(PartFolder, id + ".part");
}

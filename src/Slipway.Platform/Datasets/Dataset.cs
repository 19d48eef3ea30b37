namespace Slipway.Platform.Datasets;

/// <summary>A version of a dataset. Its content comes later and is then judged; neither ever changes.</summary>
public sealed record Dataset
{
    public required string Id { get; init; }
    public required string Project { get; init; }
    public required string Name { get; init; }
    public required string Version { get; init; }

    /// <summary>Counts a name's versions; the highest is the newest.</summary>
    public long Number { get; init; }

    public string? Description { get; init; }

    /// <summary>Where the records come from: <c>github</c>, <c>gitee</c>, or whatever the caller calls it.</summary>
    public string? Source { get; init; }

    /// <summary><c>json</c>, <c>jsonl</c> or <c>csv</c>.</summary>
    public required string Format { get; init; }

    public DatasetStatus Status { get; init; }

    /// <summary>Of the content in the blob store; null until it has arrived.</summary>
    public string? Digest { get; init; }

    /// <summary>Bytes of the content as it arrived.</summary>
    public long? Size { get; init; }

    /// <summary>What was found in the content; null until it has been looked through.</summary>
    public DatasetFindings? Findings { get; init; }

    public required string CreatedBy { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }

    /// <summary>Means this version and no other.</summary>
    public string FullName => $"{Name}@{Version}";
}

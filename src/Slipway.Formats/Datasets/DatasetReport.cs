namespace Slipway.Formats.Datasets;

/// <summary>What is wrong with a dataset, and where.</summary>
public sealed record DatasetError(long Line, string Message);

/// <summary>What a dataset is. <see cref="Errors"/> are the first ones; a dataset with any is not used.</summary>
public sealed record DatasetReport
{
    public required long Examples { get; init; }

    public required IReadOnlyDictionary<ExampleShape, long> Shapes { get; init; }

    /// <summary>Examples that say the same as an earlier one.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Examples whose question also stands in another split.</summary>
    public required long Leaks { get; init; }

    public required IReadOnlyDictionary<string, long> Splits { get; init; }

    public required long Characters { get; init; }

    /// <summary>Sorted, at most <see cref="DatasetInspector.MostNames"/>.</summary>
    public required IReadOnlyList<string> Repositories { get; init; }

    public required IReadOnlyList<string> IssueTypes { get; init; }

    /// <summary>The earliest and the latest day that the records name.</summary>
    public required (DateOnly First, DateOnly Last)? Dates { get; init; }

    public required long ErrorCount { get; init; }

    public required IReadOnlyList<DatasetError> Errors { get; init; }
}

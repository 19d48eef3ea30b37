using Slipway.Formats.Datasets;

namespace Slipway.Platform.Datasets;

/// <summary>What was found in a dataset's content. Stored as JSON.</summary>
public sealed record DatasetFindings
{
    public long Examples { get; init; }
    public IReadOnlyDictionary<string, long> Shapes { get; init; } = new Dictionary<string, long>();
    public IReadOnlyDictionary<string, long> Splits { get; init; } = new Dictionary<string, long>();
    public IReadOnlyList<string> Repositories { get; init; } = [];
    public IReadOnlyList<string> IssueTypes { get; init; } = [];

    /// <summary>The first and the last day that the records name; empty where they name none.</summary>
    public IReadOnlyList<string> DateRange { get; init; } = [];

    public long Duplicates { get; init; }

    /// <summary>Examples whose question also stands in another split.</summary>
    public long Leaks { get; init; }

    public long Characters { get; init; }
    public long ErrorCount { get; init; }

    /// <summary>The first errors.</summary>
    public IReadOnlyList<DatasetError> Errors { get; init; } = [];

    public static DatasetFindings Of(DatasetReport report) => new()
    {
        Examples = report.Examples,
        Shapes = report.Shapes.ToDictionary(shape => shape.Key.ToString().ToLowerInvariant(), shape => shape.Value),
        Splits = report.Splits,
        Repositories = report.Repositories,
        IssueTypes = report.IssueTypes,
        DateRange = report.Dates is { } dates ? [$"{dates.First:yyyy-MM-dd}", $"{dates.Last:yyyy-MM-dd}"] : [],
        Duplicates = report.Duplicates,
        Leaks = report.Leaks,
        Characters = report.Characters,
        ErrorCount = report.ErrorCount,
        Errors = report.Errors,
    };

    public static DatasetFindings Broken(string problem) => new() { ErrorCount = 1, Errors = [new DatasetError(0, problem)] };
}

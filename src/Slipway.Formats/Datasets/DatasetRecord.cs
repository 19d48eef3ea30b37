using System.Text.Json;

namespace Slipway.Formats.Datasets;

/// <summary>One record as it was written, or what is wrong with it. Lines count from 1.</summary>
public readonly record struct DatasetRecord(long Line, JsonElement Value, string? Error)
{
    public static DatasetRecord Bad(long line, string error) => new(line, default, error);
}

namespace Slipway.Formats.Datasets;

/// <summary>What a dataset may ask of the machine that reads it. It comes from a stranger.</summary>
public sealed record DatasetLimits
{
    /// <summary>Bytes of the whole dataset after decompression.</summary>
    public long Bytes { get; init; } = 8L << 30;

    /// <summary>Bytes of one record.</summary>
    public int RecordBytes { get; init; } = 4 << 20;

    /// <summary>How deep a record's objects and arrays may be nested.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>How many times larger than the file its decompressed content may be.</summary>
    public int Expansion { get; init; } = 200;
}

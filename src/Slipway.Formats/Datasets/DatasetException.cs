namespace Slipway.Formats.Datasets;

/// <summary>A dataset that cannot be read further: what follows the place can't be trusted, or a limit has been reached.</summary>
public sealed class DatasetException(long line, string problem) : Exception(problem)
{
    public long Line { get; } = line;
}

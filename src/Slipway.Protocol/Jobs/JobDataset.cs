namespace Slipway.Protocol.Jobs;

/// <summary>The examples of a job.</summary>
/// <param name="Path">The file, gzipped or not.</param>
/// <param name="Format">json, jsonl or csv.</param>
public sealed record JobDataset(string Path, string Format)
{
    /// <summary>
    /// The part that is held out, from 0 up to 1, by a hash over each example's question; examples that name a split are held out where it is test, validation,
    /// eval or dev, whatever this says. Training validates with them.
    /// </summary>
    public double HeldOut { get; set; } = 0.1;

    public ulong Seed { get; set; } = 42;

    /// <summary>What an evaluation takes: held_out, train or all.</summary>
    public string Part { get; set; } = "all";

    public const string PartHeldOut = "held_out", PartTrain = "train", PartAll = "all";
}

using Slipway.Training.Adapters;

namespace Slipway.Training;

public sealed record TrainableModelOptions
{
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Rows of the largest batch.</summary>
    public int MaxRows { get; init; } = 1024;

    /// <summary>Null: all weights are trained. Otherwise only adapters are, on frozen weights of whatever type.</summary>
    public LoraOptions? Lora { get; init; }

    /// <summary>Layers keep only what goes into them and are computed again on the way back: a quarter more work, a fraction of the memory.</summary>
    public bool Recomputes { get; init; }

    /// <summary>False for evaluation only, which needs no memory for gradients.</summary>
    public bool Trains { get; init; } = true;

    /// <summary>Where the adapters' first values and what is dropped come from.</summary>
    public ulong Seed { get; init; }
}

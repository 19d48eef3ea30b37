using Slipway.Models.Synthesis;

namespace Slipway.Bench.Training;

/// <summary>A shape, how much of it is trained at once, and whether all of it or adapters only.</summary>
internal sealed record Case(string Name, RandomModelShape Shape, int Sequences, int Length, bool Lora, int Steps)
{
    public const int Rank = 16;

    public static IReadOnlyList<Case> All { get; } =
    [
        new("15M", RandomModelShape.M15, 4, 256, false, 8),
        new("15M", RandomModelShape.M15, 4, 256, true, 8),
        new("110M", RandomModelShape.M110, 2, 256, false, 3),
        new("110M", RandomModelShape.M110, 2, 256, true, 3),
    ];

    public string Kind => Lora ? "LoRA" : "full";
}

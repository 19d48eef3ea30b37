namespace Slipway.Models.Adapters;

/// <summary>A [rank, inputs] and B [outputs, rank] of the matrix that GGUF calls so.</summary>
public sealed record PeftPair(string Matrix, float[] A, float[] B);

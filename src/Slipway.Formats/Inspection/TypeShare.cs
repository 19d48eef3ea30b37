namespace Slipway.Formats.Inspection;

/// <summary>How much of a model is encoded in one way.</summary>
public sealed record TypeShare(TensorType Type, int Tensors, long Parameters, long Bytes);

namespace Slipway.Tensors.Lanes;

/// <summary>Which implementation of the lanes runs. Results don't depend on it, to the bit.</summary>
internal enum InstructionSet
{
    Scalar,
    Portable,
    Avx2,
    Avx512,
}

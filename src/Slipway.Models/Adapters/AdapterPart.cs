namespace Slipway.Models.Adapters;

/// <summary>
/// A and B of one matrix, in F32, as a file of either format says them: B · A · Scale is added to the matrix that GGUF calls so.
/// </summary>
internal sealed record AdapterPart(string Name, PlainTensor A, PlainTensor B, float Scale) : IDisposable
{
    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }
}

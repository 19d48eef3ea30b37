namespace Slipway.Models.Architectures;

/// <summary>
/// y = W x + b, where W is the rows <see cref="FirstRow"/> to <see cref="FirstRow"/> + <see cref="Outputs"/> of a matrix of
/// [rows, inputs]; fused matrices (GPT-2's Q, K and V) are several linears over one weight.
/// </summary>
public sealed record Linear(Weight Matrix, int FirstRow, int Outputs, Weight? Bias = null)
{
    public Linear(Weight matrix, Weight? bias = null) : this(matrix, 0, (int)matrix.Shape[^2], bias)
    {
    }

    public int Inputs => (int)Matrix.Shape[^1];

    /// <summary>How adapters name it: the matrix's name without its suffix.</summary>
    public string Name => Matrix.Name.EndsWith(".weight", StringComparison.Ordinal) ? Matrix.Name[..^7] : Matrix.Name;
}

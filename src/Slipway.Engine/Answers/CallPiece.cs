using System.Text;

namespace Slipway.Engine.Answers;

/// <summary>A call of a function, or more of its arguments; id and name come once, with the first piece.</summary>
internal sealed record CallPiece(int Index, string? Id, string? Name)
{
    public StringBuilder Arguments { get; } = new();
}

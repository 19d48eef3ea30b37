namespace Slipway.Formats.Templates.Nodes;

/// <summary>A part of a template's tree. <see cref="At"/> is its offset in the source.</summary>
internal abstract class Node(int at)
{
    public int At { get; } = at;
}

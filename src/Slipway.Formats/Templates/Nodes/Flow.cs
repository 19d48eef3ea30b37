namespace Slipway.Formats.Templates.Nodes;

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}

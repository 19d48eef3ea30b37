namespace Slipway.Formats.Templates.Nodes;

/// <summary>A parameter of a macro, with what it is where the call passes nothing.</summary>
internal sealed record Parameter(string Name, Expression? Default);

namespace Slipway.Engine.Grammars;

/// <summary>What a rule of a grammar may be.</summary>
internal abstract record Expression;

namespace Slipway.Engine.Grammars;

/// <summary>Rules by name; texts that the root rule derives are those that are allowed.</summary>
internal sealed record Grammar(string Root, IReadOnlyDictionary<string, Expression> Rules);

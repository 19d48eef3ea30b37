namespace Slipway.Engine.Grammars;

/// <summary>
/// What a single node says about the tokens that may come, whatever its rule stands in: those that are right in any case, and the places in
/// the tree of tokens where the rule ends, so that the tokens below depend on what stands around it.
/// </summary>
internal sealed record NodeMask(uint[] Allowed, int[] Exits);

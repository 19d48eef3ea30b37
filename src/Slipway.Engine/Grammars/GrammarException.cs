namespace Slipway.Engine.Grammars;

/// <summary>A grammar or schema that cannot be used; the message is fit for the client who sent it.</summary>
internal sealed class GrammarException(string message) : Exception(message);

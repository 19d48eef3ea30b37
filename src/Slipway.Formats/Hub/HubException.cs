namespace Slipway.Formats.Hub;

/// <summary>What kept a model from being pulled: one line that says what happened and what to do about it.</summary>
public sealed class HubException(string message, Exception? inner = null) : Exception(message, inner);

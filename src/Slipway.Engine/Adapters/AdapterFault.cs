namespace Slipway.Engine.Adapters;

/// <summary>Why an adapter could not be loaded.</summary>
/// <param name="IsMissing">There is no such file or directory.</param>
internal sealed record AdapterFault(string Field, string Message, bool IsMissing = false);

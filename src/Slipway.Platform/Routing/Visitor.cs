namespace Slipway.Platform.Routing;

/// <summary>Who asks for admission.</summary>
/// <param name="Caller">Callers take turns.</param>
/// <param name="User">A caller's users take turns within its turn; empty for none.</param>
/// <param name="Patience">How long it waits.</param>
/// <param name="Opening">A hash of how the prompt begins: the replica that served the same opening has it cached. 0 for none.</param>
/// <param name="IsCounted">Somebody else bounds how many of these wait, so the gate does not.</param>
public readonly record struct Visitor(string Caller, string User, TimeSpan Patience, int Opening = 0, bool IsCounted = false);

namespace Slipway.Platform.Registry;

/// <summary>Figures about a version's quality.</summary>
/// <param name="Values">A JSON object.</param>
/// <param name="Measured">Found by an evaluation here; otherwise somebody reported them.</param>
public sealed record ModelMetrics(string Values, bool Measured)
{
    public string Source => Measured ? "measured" : "reported";
}

namespace Slipway.Platform.Deployments.Canary;

/// <summary>What one side of a canary has done since its step began. Times are kept as logarithms: what counts is the ratio.</summary>
public readonly record struct CanarySide(Sample Errors, Sample FirstToken, Sample PerToken)
{
    /// <summary>Adds a request. A request that the client got wrong says nothing about a version and isn't added.</summary>
    public CanarySide With(bool failed, TimeSpan? firstToken, TimeSpan? perToken) => new(
        Errors.With(failed ? 1 : 0),
        firstToken is { Ticks: > 0 } first ? FirstToken.With(Math.Log(first.TotalMilliseconds)) : FirstToken,
        perToken is { Ticks: > 0 } each ? PerToken.With(Math.Log(each.TotalMilliseconds)) : PerToken);

    public static CanarySide operator +(CanarySide a, CanarySide b) =>
        new(a.Errors + b.Errors, a.FirstToken + b.FirstToken, a.PerToken + b.PerToken);
}

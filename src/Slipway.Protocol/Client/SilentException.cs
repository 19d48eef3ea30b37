namespace Slipway.Protocol.Client;

/// <summary>The other side kept the connection and said nothing for too long.</summary>
public sealed class SilentException(TimeSpan patience) : IOException($"nothing was said for {patience.TotalSeconds:0.#} s")
{
    public TimeSpan Patience => patience;
}

namespace Slipway.Platform.Routing;

/// <summary>What a gate sees at one moment.</summary>
public readonly record struct GateLoad(int Waiting, int Running, int Capacity)
{
    public static GateLoad operator +(GateLoad a, GateLoad b) => new(a.Waiting + b.Waiting, a.Running + b.Running, a.Capacity + b.Capacity);
}

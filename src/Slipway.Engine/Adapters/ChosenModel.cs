namespace Slipway.Engine.Adapters;

/// <summary>Who answers a request: the model itself, or it with an adapter, which is held as long as this.</summary>
internal sealed record ChosenModel(string Name, LoadedAdapter? Adapter) : IDisposable
{
    public void Dispose() => Adapter?.Release();
}

namespace Slipway.Engine.Grammars;

/// <summary>Compares states by what they are made of.</summary>
internal readonly struct PlacesKey((int Node, Frame Frame)[] places, bool isComplete) : IEquatable<PlacesKey>
{
    private readonly (int Node, Frame Frame)[] _places = places;
    private readonly bool _isComplete = isComplete;

    public bool Equals(PlacesKey other) => _isComplete == other._isComplete && _places.AsSpan().SequenceEqual(other._places);

    public override bool Equals(object? obj) => obj is PlacesKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_isComplete);
        foreach (var (node, frame) in _places)
        {
            hash.Add(node);
            hash.Add(frame.Id);
        }
        return hash.ToHashCode();
    }
}

namespace Slipway.Models.Architectures;

/// <summary>A stored tensor that an architecture needs: its GGUF name and its shape, row-major, outermost first.</summary>
public sealed record Weight(string Name, params IReadOnlyList<long> Shape)
{
    public long Count => Shape.Aggregate(1L, (product, side) => product * side);

    public bool Equals(Weight? other) => other is not null && Name == other.Name && Shape.SequenceEqual(other.Shape);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

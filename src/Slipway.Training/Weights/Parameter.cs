namespace Slipway.Training.Weights;

/// <summary>Values that training changes, with the place where their gradients are added up.</summary>
public sealed unsafe class Parameter
{
    internal Parameter(string name, IReadOnlyList<long> shape)
    {
        (Name, Shape) = (name, shape);
        Count = checked((int)shape.Aggregate(1L, (product, side) => product * side));
    }

    public string Name { get; }

    public IReadOnlyList<long> Shape { get; }

    public int Count { get; }

    /// <summary>Whether weight decay pulls it towards zero: matrices only, since a norm's weight is at home around one.</summary>
    public bool Decays => Shape.Count > 1;

    public Span<float> Values => new(Value, Count);

    public Span<float> Gradients => new(Gradient, Count);

    internal float* Value { get; set; }

    internal float* Gradient { get; set; }
}

namespace Slipway.Training.Tape;

/// <summary>A value of the computation, [rows, Width], and the gradient of the loss by it. The tape gives both their places.</summary>
internal sealed unsafe class Node(string name, int width)
{
    public string Name { get; } = name;

    public int Width { get; } = width;

    /// <summary>Whether anything below this node is trained.</summary>
    public bool NeedsGradient { get; set; }

    /// <summary>
    /// Another node whose gradient lies in the same place: both sides of a sum have the sum's gradient, and each is done with it before
    /// the next operation backwards adds to it.
    /// </summary>
    public Node? GradientIsOf { get; set; }

    public float* Value { get; set; }

    public float* Gradient { get; set; }

    public override string ToString() => $"{Name} [{Width}]";
}

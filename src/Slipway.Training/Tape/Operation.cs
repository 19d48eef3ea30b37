namespace Slipway.Training.Tape;

/// <summary>One step of the computation, forwards and backwards.</summary>
internal abstract class Operation
{
    /// <summary>Values that <see cref="Forward"/> reads.</summary>
    public abstract IReadOnlyList<Node> Inputs { get; }

    /// <summary>Values that <see cref="Forward"/> writes.</summary>
    public virtual IReadOnlyList<Node> Outputs => [];

    /// <summary>Values that <see cref="Forward"/> changes where they are, and whose gradients <see cref="Backward"/> reads or changes.</summary>
    public virtual IReadOnlyList<Node> Changed => [];

    /// <summary>Values that <see cref="Backward"/> reads.</summary>
    public virtual IReadOnlyList<Node> Saved => Inputs;

    /// <summary>Whether parameters of its own are trained.</summary>
    public virtual bool Trains => false;

    /// <summary>
    /// Set by the tape for each input: whether this is the first operation backwards that has a gradient for it, and so writes it; the
    /// others add.
    /// </summary>
    public bool[] Overwrites { get; set; } = [];

    public abstract void Forward(Pass pass);

    /// <summary>From the gradients of the outputs to those of the inputs that need one, and to those of its parameters (always added).</summary>
    public abstract void Backward(Pass pass);
}

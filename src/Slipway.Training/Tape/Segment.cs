namespace Slipway.Training.Tape;

/// <summary>Rows of a batch that are one sequence: attention stays within, positions begin at 0.</summary>
public readonly record struct Segment(int First, int Count);

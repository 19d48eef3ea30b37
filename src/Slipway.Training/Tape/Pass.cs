namespace Slipway.Training.Tape;

/// <summary>One batch on its way through the tape.</summary>
/// <param name="LossScale">What each target's loss is multiplied by before gradients are taken.</param>
/// <param name="DropoutKey">Names this pass among all of the run; 0 where nothing is dropped.</param>
internal sealed record Pass(MicroBatch Batch, float LossScale, ulong DropoutKey)
{
    public int Rows => Batch.Rows;
}

using Slipway.Models.Architectures;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>Looks up each row's token (and learned position) and fills the rotations of its position.</summary>
internal sealed unsafe class EmbeddingStep(ModelSpec spec, BoundWeights weights, RotaryTable[] rotations, float* states, int maxRows) : RowStep
{
    private readonly WeightMatrix _tokens = weights.Rows(spec.Tokens, 0, spec.Vocabulary);
    private readonly WeightMatrix _positions = spec.Positions is null ? default : weights.Rows(spec.Positions, 0, (int)spec.Positions.Shape[0]);
    private readonly NativeBuffer _position = new(spec.Positions is null ? 0 : (long)maxRows * spec.Width);
    private Batch? _batch;

    public void Run(ThreadTeam team, Batch batch)
    {
        _batch = batch;
        Run(team, batch.Rows, 2 * spec.Width);
        _batch = null;
    }

    public void Free() => _position.Dispose();

    protected override void Row(int row)
    {
        var position = _batch!.Positions[row];
        foreach (var rotation in rotations)
            rotation.Fill(row, position);

        var state = states + (long)row * spec.Width;
        Decode(_tokens, _batch.Tokens[row], state);
        if (spec.EmbeddingScale != 1)
            RowOps.Scale(state, spec.EmbeddingScale, spec.Width);
        if (spec.Positions is not null)
        {
            var learned = _position.Data + (long)row * spec.Width;
            Decode(_positions, position, learned);
            RowOps.Add(state, learned, spec.Width);
        }
    }

    private static void Decode(WeightMatrix matrix, int row, float* values) =>
        RowOps.DecodeRow(matrix.Type, (byte*)matrix.Data + row * matrix.RowBytes, matrix.Columns, values);
}

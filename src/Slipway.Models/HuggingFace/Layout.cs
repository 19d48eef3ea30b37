using Slipway.Formats;

namespace Slipway.Models.HuggingFace;

/// <summary>
/// How tensors of the one layout become those of the other. A layout takes and gives the tensors of a <see cref="TensorRule"/> in its
/// order; <see cref="IsInPlace"/> says that nothing changes but the name.
/// </summary>
internal abstract class Layout
{
    public static Layout Same { get; } = new SameLayout();

    /// <summary>GPT-2's linear layers are [inputs, outputs].</summary>
    public static Layout Transposed { get; } = new TransposedLayout();

    /// <summary>Gemma's norms multiply by 1 + weight, GGUF's by the weight.</summary>
    public static Layout PlusOne { get; } = new PlusOneLayout();

    /// <summary>A tensor for each expert on the one side, one of all on the other.</summary>
    public static Layout Stacked { get; } = new StackedLayout();

    /// <summary>Llama 4: [experts, inputs, gate and up] on the one side; gate and up, each [experts, width, inputs], on the other.</summary>
    public static Layout FusedExperts { get; } = new FusedExpertsLayout();

    public virtual bool IsInPlace => false;

    /// <summary>Whether the outputs of a linear layer change their order, and with them the rows of what an adapter adds to it.</summary>
    public virtual bool ReordersOutputs => false;

    /// <summary>
    /// Rows of queries or keys: Hugging Face rotates value i of a head with value i + half, GGUF's llama 2i with 2i + 1.
    /// </summary>
    public static Layout Heads(int heads) => new HeadsLayout(heads);

    public abstract PlainTensor[] ToGguf(PlainTensor[] tensors);

    public abstract PlainTensor[] ToHuggingFace(PlainTensor[] tensors);

    /// <summary>The shape of part <paramref name="part"/> of what <see cref="ToHuggingFace"/> gives.</summary>
    public virtual long[] HuggingFaceShape(long[][] gguf, int part) => gguf[0];

    /// <summary>Whether values are changed, so that they should not be rounded before.</summary>
    public virtual bool NeedsPrecision => false;

    /// <summary>Null, or what is wrong with the shapes of Hugging Face's tensors.</summary>
    public virtual string? Problem(IReadOnlyList<StoredTensor> tensors) => null;

    private sealed class SameLayout : Layout
    {
        public override bool IsInPlace => true;

        public override PlainTensor[] ToGguf(PlainTensor[] tensors) => tensors;

        public override PlainTensor[] ToHuggingFace(PlainTensor[] tensors) => tensors;
    }

    private sealed class TransposedLayout : Layout
    {
        public override PlainTensor[] ToGguf(PlainTensor[] tensors) => [tensors[0].Transpose()];

        public override PlainTensor[] ToHuggingFace(PlainTensor[] tensors) => [tensors[0].Transpose()];

        public override long[] HuggingFaceShape(long[][] gguf, int part) => [.. gguf[0][..^2], gguf[0][^1], gguf[0][^2]];

        public override string? Problem(IReadOnlyList<StoredTensor> tensors) => tensors[0].Shape.Count < 2 ? "expected a matrix" : null;
    }

    private sealed class PlusOneLayout : Layout
    {
        public override bool NeedsPrecision => true;

        public override PlainTensor[] ToGguf(PlainTensor[] tensors) => [tensors[0].To(TensorType.F32, 1)];

        public override PlainTensor[] ToHuggingFace(PlainTensor[] tensors) => [tensors[0].To(TensorType.F32, -1)];
    }

    private sealed class HeadsLayout(int heads) : Layout
    {
        public override bool ReordersOutputs => true;

        public override PlainTensor[] ToGguf(PlainTensor[] tensors)
        {
            var size = tensors[0].Shape[0] / heads;
            return [tensors[0].Reorder(row => row / size * size + row % size / 2 + row % 2 * (size / 2))];
        }

        public override PlainTensor[] ToHuggingFace(PlainTensor[] tensors)
        {
            var size = tensors[0].Shape[0] / heads;
            return [tensors[0].Reorder(row => row / size * size + row % (size / 2) * 2 + row % size / (size / 2))];
        }

        public override string? Problem(IReadOnlyList<StoredTensor> tensors) =>
            tensors[0].Shape[0] % (2 * heads) == 0 ? null : $"{tensors[0].Shape[0]} rows are not {heads} heads of an even size";
    }

    private sealed class StackedLayout : Layout
    {
        public override PlainTensor[] ToGguf(PlainTensor[] tensors) => [PlainTensor.Stack(tensors)];

        public override PlainTensor[] ToHuggingFace(PlainTensor[] tensors) =>
            [.. Enumerable.Range(0, (int)tensors[0].Shape[0]).Select(part => tensors[0].Part(part))];

        public override long[] HuggingFaceShape(long[][] gguf, int part) => gguf[0][1..];

        public override string? Problem(IReadOnlyList<StoredTensor> tensors) =>
            tensors.All(tensor => tensor.Type == tensors[0].Type && tensor.Shape.SequenceEqual(tensors[0].Shape))
                ? null
                : "has another type or shape than those of the other experts";
    }

    private sealed class FusedExpertsLayout : Layout
    {
        public override PlainTensor[] ToGguf(PlainTensor[] tensors)
        {
            using var rows = tensors[0].Transpose();
            return [rows.Rows(0, rows.Shape[^2] / 2), rows.Rows(rows.Shape[^2] / 2, rows.Shape[^2] / 2)];
        }

        public override PlainTensor[] ToHuggingFace(PlainTensor[] tensors)
        {
            using var rows = PlainTensor.JoinRows(tensors[0], tensors[1]);
            return [rows.Transpose()];
        }

        public override long[] HuggingFaceShape(long[][] gguf, int part) => [gguf[0][0], gguf[0][2], gguf[0][1] + gguf[1][1]];

        public override string? Problem(IReadOnlyList<StoredTensor> tensors) =>
            tensors[0].Shape.Count == 3 && tensors[0].Shape[2] % 2 == 0 ? null : "expected [experts, inputs, gate and up]";
    }
}

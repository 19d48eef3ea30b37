using Slipway.Formats;
using Slipway.Models.Architectures;
using Slipway.Training.Adapters;
using Slipway.Training.Tape;
using Slipway.Training.Weights;

namespace Slipway.Training;

/// <summary>A model whose loss on a batch has gradients: the same description as the executor's, with a way back.</summary>
public sealed unsafe class TrainableModel : IDisposable
{
    private readonly Compute _compute;
    private readonly WeightStore _weights;
    private readonly TapeBuilder _builder;
    private readonly ModelTape _tape;

    /// <param name="file">Stays open as long as this; frozen weights are read where they lie.</param>
    /// <exception cref="ArgumentException">The adapters' targets name no layer of the model.</exception>
    public TrainableModel(ModelFile file, TrainableModelOptions options)
    {
        Spec = Architecture.Describe(file);
        Lora = options is { Lora: { } lora } ? new LoraSet(Spec, lora) : null;
        Parameters = new ParameterSet(Outlines(options));
        _compute = new Compute(options.Threads);
        _weights = new WeightStore(file, Parameters, _compute);
        _weights.Load();
        Lora?.Initialize(Parameters, options.Seed);
        _builder = new TapeBuilder(Spec, _weights, Parameters, Lora, _compute, options.MaxRows, Math.Min(options.MaxRows, Spec.ContextLength), options.Seed);
        var (parts, head) = _builder.Build();
        _tape = new ModelTape(parts, head, options.MaxRows, options.Trains, options.Recomputes);
    }

    public ModelSpec Spec { get; }

    public ParameterSet Parameters { get; }

    /// <summary>Null where all weights are trained.</summary>
    public LoraSet? Lora { get; }

    public int MaxRows => _tape.MaxRows;

    /// <summary>Bytes for the values and gradients of the largest batch.</summary>
    public long ActivationBytes => _tape.Bytes;

    internal Compute Compute => _compute;

    /// <summary>
    /// The summed loss of a batch's targets. Its gradients, times <paramref name="lossScale"/>, are added to those of the parameters.
    /// </summary>
    /// <param name="dropoutKey">Names this pass, so that what is dropped is drawn again for no other; 0 drops nothing.</param>
    public double Train(MicroBatch batch, float lossScale, ulong dropoutKey = 0) => _tape.Train(Checked(batch, lossScale, dropoutKey));

    /// <summary>The summed loss of a batch's targets.</summary>
    public double Evaluate(MicroBatch batch) => _tape.Evaluate(Checked(batch, 1, 0));

    /// <summary>Logits of every row of a batch, [rows, vocabulary].</summary>
    public float[] Logits(MicroBatch batch)
    {
        var logits = new float[(long)batch.Rows * Spec.Vocabulary];
        fixed (float* data = logits)
            _tape.Logits(Checked(batch, 1, 0), data);
        return logits;
    }

    public void Dispose()
    {
        _tape.Dispose();
        _builder.Dispose();
        _weights.Dispose();
        _compute.Dispose();
        Parameters.Dispose();
    }

    private IEnumerable<(string Name, IReadOnlyList<long> Shape)> Outlines(TrainableModelOptions options)
    {
        if (!options.Trains)
            return Lora?.Outlines ?? [];
        // Rotation factors belong to the description: nothing is learned in them.
        var rotations = Spec.Layers.Select(layer => layer.Attention.Rope?.Factors?.Name).ToHashSet();
        return Lora?.Outlines ?? Spec.Weights.Where(weight => !rotations.Contains(weight.Name)).Select(weight => (weight.Name, weight.Shape));
    }

    private Pass Checked(MicroBatch batch, float lossScale, ulong dropoutKey)
    {
        if (batch.Rows > MaxRows)
            throw new ArgumentException($"a batch of {batch.Rows} rows where {MaxRows} were planned");
        foreach (var segment in batch.Segments)
        {
            if (segment.Count > Spec.ContextLength)
                throw new ArgumentException($"a sequence of {segment.Count} tokens, longer than the model's context of {Spec.ContextLength}");
        }
        foreach (var token in batch.TokenOf)
        {
            if ((uint)token >= (uint)Spec.Vocabulary)
                throw new ArgumentException($"token {token} is not in the vocabulary of {Spec.Vocabulary}");
        }
        return new Pass(batch, lossScale, dropoutKey);
    }
}

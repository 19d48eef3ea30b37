using Slipway.Models.Architectures;
using Slipway.Training.Weights;

namespace Slipway.Training.Adapters;

/// <summary>The adapters of a run: for each adapted linear layer its two parameters.</summary>
public sealed class LoraSet
{
    private readonly Dictionary<string, Linear> _linears;

    public LoraSet(ModelSpec spec, LoraOptions options)
    {
        Options = options;
        Linears = LoraTargets.Choose(spec, options);
        _linears = Linears.ToDictionary(linear => linear.Name);
    }

    public LoraOptions Options { get; }

    /// <summary>The adapted layers, in the order of the computation.</summary>
    public IReadOnlyList<Linear> Linears { get; }

    public IEnumerable<(string Name, IReadOnlyList<long> Shape)> Outlines => Linears.SelectMany(linear => new (string, IReadOnlyList<long>)[]
    {
        (DownName(linear.Name), [Options.Rank, linear.Inputs]),
        (UpName(linear.Name), [linear.Outputs, Options.Rank]),
    });

    public bool Adapts(Linear linear) => _linears.ContainsKey(linear.Name);

    public static string DownName(string linear) => linear + ".lora_a";

    public static string UpName(string linear) => linear + ".lora_b";

    /// <summary>A uniform within 1/√inputs, B zero: the adapted model begins as the model itself.</summary>
    public void Initialize(ParameterSet parameters, ulong seed)
    {
        foreach (var linear in Linears)
        {
            var a = parameters.Find(DownName(linear.Name))!;
            var key = Counter.Key(seed, a.Name);
            var bound = 1 / MathF.Sqrt(linear.Inputs);
            for (var i = 0; i < a.Count; i++)
                a.Values[i] = (2 * Counter.Uniform(key, (uint)i) - 1) * bound;
            parameters.Find(UpName(linear.Name))!.Values.Clear();
        }
    }
}

using System.Globalization;
using Slipway.Formats;

namespace Slipway.Models.Quantization;

/// <summary>
/// Which type each tensor of a model takes in a mix. The rules are llama.cpp's, so that a file of ours is as large and as good as
/// people expect from its name: values and down projections of the first and last eighth of the layers, and of every third between, get
/// more bits; the output matrix (or the embedding that serves as one) gets six; rows that don't divide into blocks of 256 take the
/// nearest type of 32, and those that don't divide by 32 stay F16.
/// </summary>
public sealed class QuantizationPlan
{
    private readonly QuantizationMix _mix;
    private readonly bool _hasImportance;
    private readonly bool _tied;
    private readonly int _layers, _experts, _valueCount;
    private readonly int _headsPerKv;
    private readonly bool _isLargeWithSharedValues;

    private QuantizationPlan(ModelFile model, QuantizationMix mix, bool hasImportance)
    {
        (_mix, _hasImportance) = (mix, hasImportance);
        var metadata = model.Metadata;
        var architecture = metadata.Text("general.architecture");
        _layers = metadata.Integer($"{architecture}.block_count");
        _experts = metadata.Integer($"{architecture}.expert_count", 0);
        var heads = First(metadata, $"{architecture}.attention.head_count", 1);
        var kvHeads = First(metadata, $"{architecture}.attention.head_count_kv", heads);
        _headsPerKv = kvHeads > 0 ? heads / kvHeads : 0;
        _isLargeWithSharedValues = _layers == 80 && (architecture == "qwen2" || architecture == "llama" && _headsPerKv > 1);
        _tied = !model.TryGetTensor("output.weight", out _);
        _valueCount = model.Tensors.Count(tensor => TensorRoles.Of(tensor.Name) == TensorRole.Value);
    }

    /// <summary>Types by tensor name, for every tensor; those that are never quantized keep theirs.</summary>
    public static IReadOnlyDictionary<string, TensorType> For(
        ModelFile model, QuantizationMix mix, bool hasImportance = false, bool pure = false)
    {
        var plan = new QuantizationPlan(model, mix, hasImportance);
        var types = new Dictionary<string, TensorType>();
        var value = 0;
        foreach (var tensor in model.Tensors.OrderBy(tensor => Layer(tensor.Name)).ThenBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            if (!TensorRoles.IsQuantized(tensor.Name, tensor.Shape))
            {
                types[tensor.Name] = tensor.Type;
                continue;
            }
            var role = TensorRoles.Of(tensor.Name);
            var index = role == TensorRole.Value ? value++ : Layer(tensor.Name);
            types[tensor.Name] = TensorTypes.BlockLength(mix.Base) == 1
                ? mix.Base
                : Fitting(pure ? mix.Base : plan.Choose(role, index, tensor.Shape[^1]), tensor.Shape[^1]);
        }
        return types;
    }

    private TensorType Choose(TensorRole role, int index, long columns) => role switch
    {
        TensorRole.Output => OutputType(columns),
        TensorRole.Embedding when _tied => OutputType(columns),
        TensorRole.Value => ValueType(index),
        TensorRole.Key when _experts == 8 => TensorType.Q8_0,
        TensorRole.Down => DownType(index),
        TensorRole.AttentionOutput => AttentionOutputType(),
        _ => _mix.Base,
    };

    private TensorType OutputType(long columns) =>
        _mix.Base == TensorType.Q8_0 || columns % TensorTypes.BlockLength(_mix.Base) != 0 ? TensorType.Q8_0 : TensorType.Q6_K;

    private TensorType ValueType(int index)
    {
        // Eight experts: attention is a small part of the file.
        if (_experts == 8)
            return TensorType.Q8_0;
        var type = _mix.Name switch
        {
            "Q2_K" => _headsPerKv >= 4 ? TensorType.Q4_K : TensorType.Q3_K,
            "Q3_K_M" => index < 2 ? TensorType.Q5_K : TensorType.Q4_K,
            "Q3_K_L" => TensorType.Q5_K,
            "Q4_K_M" or "Q5_K_M" when IsSensitive(index, _valueCount) => TensorType.Q6_K,
            "Q4_K_S" when index < 4 => TensorType.Q5_K,
            _ => _mix.Base,
        };
        // Eight heads share a value there, so more bits for it cost next to nothing.
        return _isLargeWithSharedValues && type is (TensorType.Q3_K or TensorType.Q4_K) ? TensorType.Q5_K : type;
    }

    private TensorType DownType(int layer) => _mix.Name switch
    {
        "Q2_K" => TensorType.Q3_K,
        "Q3_K_M" => layer < _layers / 16 ? TensorType.Q5_K : TensorType.Q4_K,
        "Q3_K_L" => TensorType.Q5_K,
        "Q4_K_M" or "Q5_K_M" when IsSensitive(layer, _layers) => TensorType.Q6_K,
        "Q4_K_S" when layer < _layers / 8 => TensorType.Q5_K,
        "Q4_0" when _hasImportance && layer < _layers / 8 => TensorType.Q4_1,
        "Q5_0" when _hasImportance && layer < _layers / 8 => TensorType.Q5_1,
        _ => _mix.Base,
    };

    private TensorType AttentionOutputType() => _mix.Name switch
    {
        "Q2_K" or "Q3_K_S" or "Q3_K_M" or "Q4_K_S" or "Q4_K_M" when _experts == 8 => TensorType.Q5_K,
        _ when _experts == 8 => _mix.Base,
        "Q2_K" => TensorType.Q3_K,
        "Q3_K_M" => TensorType.Q4_K,
        "Q3_K_L" => TensorType.Q5_K,
        _ => _mix.Base,
    };

    private static bool IsSensitive(int index, int count) =>
        index < count / 8 || index >= 7 * count / 8 || (index - count / 8) % 3 == 2;

    /// <summary>The type itself, or what llama.cpp falls back to where rows of so many columns are no whole number of its blocks.</summary>
    private static TensorType Fitting(TensorType type, long columns)
    {
        if (columns % TensorTypes.BlockLength(type) == 0)
            return type;
        var other = type switch
        {
            TensorType.Q2_K or TensorType.Q3_K => TensorType.Q4_0,
            TensorType.Q4_K => TensorType.Q5_0,
            TensorType.Q5_K => TensorType.Q5_1,
            TensorType.Q6_K => TensorType.Q8_0,
            _ => type,
        };
        return columns % TensorTypes.BlockLength(other) == 0 ? other : TensorType.F16;
    }

    /// <summary>The N of "blk.N.", -1 for tensors outside the layers.</summary>
    private static int Layer(string name) =>
        name.StartsWith("blk.", StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(4, Math.Max(0, name.IndexOf('.', 4) - 4)), NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
            ? layer
            : -1;

    /// <summary>A number that some models state once and others for each layer.</summary>
    private static int First(ModelMetadata metadata, string key, int fallback) =>
        metadata.Values.TryGetValue(key, out var value) && value is long[] { Length: > 0 } perLayer
            ? (int)perLayer[0]
            : metadata.Integer(key, fallback);
}

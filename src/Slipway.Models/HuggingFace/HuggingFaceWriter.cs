using System.Text.Json.Nodes;
using Slipway.Formats;
using Slipway.Formats.HuggingFace;
using Slipway.Formats.Safetensors;
using Slipway.Formats.Tokenizers;
using Slipway.Models.Architectures;
using Slipway.Models.Quantization;
using Slipway.Tensors.Blocks;

namespace Slipway.Models.HuggingFace;

/// <summary>Writes a model as a Hugging Face directory: config.json, weights in safetensors, the tokenizer's files.</summary>
public sealed class HuggingFaceWriter(ModelFile source, TensorType type)
{
    private const string RopeFactors = "rope_freqs.weight";

    private readonly Family _family = Family.OfArchitecture(source.Metadata);
    private readonly ModelSpec _spec = Architecture.Describe(source);

    /// <exception cref="ModelFileException">The model has something that such directories have no words for; nothing is written then.</exception>
    public void Write(string folder, IProgress<QuantizationProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (TensorTypes.BlockLength(type) != 1)
            throw new ArgumentException($"{type} is no type of a Hugging Face directory", nameof(type));
        var config = Config();
        var writer = new SafetensorsWriter();
        var done = 0L;
        foreach (var rule in Rules())
        {
            var output = new RuleOutput(rule, [.. rule.Gguf.Select(source.Tensor)], type);
            for (var part = 0; part < rule.HuggingFace.Count; part++)
            {
                var index = part;
                writer.Add(rule.HuggingFace[part], type, output.Shape(part), stream =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    output.WriteTo(stream, index);
                    done += output.SourceBytes(index);
                    progress?.Report(new QuantizationProgress(rule.HuggingFace[index], type, type, done, source.Tensors.Sum(tensor => tensor.ByteLength)));
                });
            }
        }
        Directory.CreateDirectory(folder);
        JsonFile.Write(Path.Combine(folder, "config.json"), config);
        HuggingFaceTokenizer.Write(folder, source.Metadata, _spec.ContextLength);
        JsonFile.Write(Path.Combine(folder, "generation_config.json"), GenerationSettings.Write(source.Metadata));
        writer.WriteModel(folder);
    }

    private JsonObject Config()
    {
        var config = _family.ToConfig(source.Metadata, _spec.IsTied);
        config["vocab_size"] = _spec.Vocabulary;
        config["torch_dtype"] = type switch { TensorType.F16 => "float16", TensorType.BF16 => "bfloat16", _ => "float32" };
        var tokenizer = GgufTokenizer.Load(source.Metadata);
        config["bos_token_id"] = tokenizer.Bos;
        config["eos_token_id"] = tokenizer.EndOfGeneration.Count > 0
            ? new JsonArray([.. tokenizer.EndOfGeneration.Order().Select(token => (JsonNode)token)])
            : null;
        if (_spec.Layers[0].Attention.Rope is not null)
            RopeSettings.Write(source.Metadata, _family.Architecture, config, Factors());
        return config;
    }

    private unsafe float[]? Factors()
    {
        if (!source.TryGetTensor(RopeFactors, out var stored))
            return null;
        var factors = new float[stored.Count];
        BlockCodec.Decode(stored.Type, new ReadOnlySpan<byte>((void*)stored.Address, (int)stored.ByteLength), factors);
        return factors;
    }

    private List<TensorRule> Rules()
    {
        var rules = _family.Rules(source.Metadata).Where(rule => !rule.IsOptional || source.TryGetTensor(rule.Gguf[0], out _)).ToList();
        var known = rules.SelectMany(rule => rule.Gguf).ToHashSet();
        foreach (var tensor in source.Tensors)
        {
            if (!known.Contains(tensor.Name) && tensor.Name != RopeFactors)
                throw source.Error($"tensor '{tensor.Name}'", $"has no place in a {_family.ModelTypes[0]} directory");
        }
        return rules;
    }

    /// <summary>The tensors of one rule: rearranged when the first is written, let go after the last.</summary>
    private sealed class RuleOutput(TensorRule rule, StoredTensor[] sources, TensorType type)
    {
        private PlainTensor[]? _decoded;
        private PlainTensor[]? _results;

        public long[] Shape(int part) => rule.Layout.HuggingFaceShape([.. sources.Select(source => source.Shape.ToArray())], part);

        public long SourceBytes(int part) => part == rule.HuggingFace.Count - 1 ? sources.Sum(source => source.ByteLength) : 0;

        public unsafe void WriteTo(Stream output, int part)
        {
            if (_results is null)
            {
                _decoded = [.. sources.Select(source => PlainTensor.Decode(source, rule.Layout.NeedsPrecision ? TensorType.F32 : type))];
                _results = rule.Layout.ToHuggingFace(_decoded);
            }
            using var exact = _results[part].To(type);
            using var bytes = new UnmanagedMemoryStream((byte*)exact.Address, exact.ByteLength);
            bytes.CopyTo(output);
            if (part != rule.HuggingFace.Count - 1)
                return;
            foreach (var tensor in (PlainTensor[])[.. _decoded!, .. _results])
                tensor.Dispose();
            (_decoded, _results) = (null, null);
        }
    }
}

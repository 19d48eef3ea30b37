using Slipway.Formats;
using Slipway.Formats.HuggingFace;
using Slipway.Formats.Tokenizers;

namespace Slipway.Models.HuggingFace;

/// <summary>
/// A Hugging Face directory seen as a GGUF file: the same metadata, names and layouts that a conversion gives. What has the same layout
/// in both stays in the mapped file; what has not is rearranged in memory when the directory is opened.
/// </summary>
public sealed class HuggingFaceModel : ModelFile
{
    /// <summary>Parts that a text model is published with and that are not computed here, and buffers that hold no weights.</summary>
    private static readonly string[] Skipped =
        ["vision_model.", "vision_tower.", "multi_modal_projector.", "visual.", ".rotary_emb.inv_freq", ".attn.bias", ".attn.masked_bias"];

    private readonly HuggingFaceDirectory _directory;
    private readonly Dictionary<string, StoredTensor> _tensors = [];
    private readonly List<PlainTensor> _owned = [];

    private HuggingFaceModel(HuggingFaceDirectory directory, bool withTokenizer)
    {
        _directory = directory;
        try
        {
            var family = Family.Of(directory.Settings);
            var values = family.ToMetadata(directory.Settings);
            Metadata = new ModelMetadata(directory.Path, values);
            AddTensors([.. family.Rules(Metadata)]);
            if (RopeSettings.Llama3Factors(directory.Settings, HeadDim(family)) is { } factors)
                Own("rope_freqs.weight", PlainTensor.Of([factors.Length], factors));
            Tensors = [.. _tensors.Values];
            GenerationSettings.Read(directory, values);
            if (withTokenizer)
                AddTokenizer(values);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override string Path => _directory.Path;

    public override ModelMetadata Metadata { get; }

    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <param name="path">The directory.</param>
    /// <param name="withTokenizer">
    /// Whether the metadata describe the tokenizer as well. GGUF has no words for some, so only a conversion asks for it.
    /// </param>
    /// <exception cref="ModelFileException">The directory holds no model, or not one that is known here.</exception>
    public static HuggingFaceModel Open(string path, bool withTokenizer = false) => new(HuggingFaceDirectory.Open(path), withTokenizer);

    public override bool TryGetTensor(string name, out StoredTensor tensor) => _tensors.TryGetValue(name, out tensor);

    protected override void Dispose(bool disposing)
    {
        _owned.ForEach(tensor => tensor.Dispose());
        _directory.Dispose();
    }

    /// <summary>Whether GGUF files keep a tensor in full precision, whatever the model's type is.</summary>
    private static bool IsExact(string name, StoredTensor tensor) =>
        tensor.Shape.Count == 1 || name == "position_embd.weight" || name.Contains("ffn_gate_inp", StringComparison.Ordinal);

    private void AddTokenizer(Dictionary<string, object> values)
    {
        values["general.type"] = "model";
        values["general.name"] = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));
        foreach (var (key, value) in HuggingFaceTokenizer.ToMetadata(Path, (int)_tensors["token_embd.weight"].Shape[0]).Values)
            values[key] = value;
    }

    private int HeadDim(Family family) => Metadata.Integer($"{family.Architecture}.attention.key_length",
        Metadata.Integer($"{family.Architecture}.embedding_length") / Metadata.Integer($"{family.Architecture}.attention.head_count"));

    private void AddTensors(IReadOnlyList<TensorRule> rules)
    {
        var names = new TensorNames(_directory);
        var isTied = _directory.Settings.Flag("tie_word_embeddings", Metadata.Text("general.architecture") is "gpt2" or "gemma3");
        var used = new HashSet<string>();
        foreach (var rule in rules)
        {
            string[] stored = [.. rule.HuggingFace.Select(names.Stored)];
            used.UnionWith(stored);
            if (rule.Gguf[0] == "output.weight" ? isTied : rule.IsOptional && !_directory.TryGetTensor(stored[0], out _))
                continue;
            Add(rule, [.. stored.Select(_directory.Tensor)]);
        }
        foreach (var tensor in _directory.Tensors)
        {
            if (!used.Contains(tensor.Name) && !Array.Exists(Skipped, part => tensor.Name.Contains(part, StringComparison.Ordinal)))
                throw Error($"tensor '{tensor.Name}'", $"is not one of a {Metadata.Text("general.architecture")} model as it is known here");
        }
    }

    private void Add(TensorRule rule, StoredTensor[] sources)
    {
        if (rule.Layout.Problem(sources) is { } problem)
            throw Error($"tensor '{sources[0].Name}'", problem);
        if (rule.Layout.IsInPlace && !(IsExact(rule.Gguf[0], sources[0]) && sources[0].Type != TensorType.F32))
        {
            _tensors.Add(rule.Gguf[0], sources[0] with { Name = rule.Gguf[0] });
            return;
        }
        var results = rule.Layout.ToGguf([.. sources.Select(source => new PlainTensor(source))]);
        for (var i = 0; i < results.Length; i++)
        {
            var result = results[i];
            if (IsExact(rule.Gguf[i], result.Named("")) && result.Type != TensorType.F32)
            {
                var exact = result.To(TensorType.F32);
                result.Dispose();
                result = exact;
            }
            Own(rule.Gguf[i], result);
        }
    }

    private void Own(string name, PlainTensor tensor)
    {
        _owned.Add(tensor);
        _tensors.Add(name, tensor.Named(name));
    }
}

using Slipway.Formats.HuggingFace;

namespace Slipway.Models.HuggingFace;

/// <summary>
/// Finds the names of a text model's tensors where it was saved without its head, or as a part of a model that also sees: other prefixes
/// stand before the same names then.
/// </summary>
internal sealed class TensorNames
{
    /// <summary>What "model." may have become, and what stands before "lm_head." then.</summary>
    private static readonly (string Body, string Head)[] Places =
        [("model.", ""), ("language_model.model.", "language_model."), ("model.language_model.", ""), ("", "")];

    private readonly (string Body, string Head) _place;

    public TensorNames(HuggingFaceDirectory directory)
    {
        string[] first = ["embed_tokens.weight", "wte.weight"];
        _place = Array.Find(Places, place => Array.Exists(first, name => directory.TryGetTensor(place.Body + name, out _)));
        if (_place == default)
            _place = directory.TryGetTensor("transformer.wte.weight", out _) ? ("transformer.", "") : Places[0];
    }

    /// <summary>The stored name of a tensor that is called so in the model's own class.</summary>
    public string Stored(string name) =>
        name.StartsWith("lm_head.", StringComparison.Ordinal) ? _place.Head + name : _place.Body + name[(name.IndexOf('.') + 1)..];
}

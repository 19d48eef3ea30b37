using System.Text.Json;

namespace Slipway.Testing;

/// <summary>
/// Hugging Face's tokenizers, by way of the npm package @huggingface/tokenizers. Tests that use it carry
/// <c>[Trait("Needs", "peer")]</c>.
/// </summary>
public sealed class HuggingFacePeer : IDisposable
{
    private readonly NodePeer _node;

    private HuggingFacePeer(NodePeer node) => _node = node;

    /// <summary>Starts it, or skips the test where it is missing.</summary>
    public static HuggingFacePeer Start() => new(NodePeer.Start("tokenizers.mjs", "@huggingface/tokenizers"));

    /// <summary>Loads the tokenizer of a directory in the place of the one before.</summary>
    public void Load(string folder) => _node.Ask(new { op = "load", folder });

    /// <summary>
    /// Tokens of each text; special tokens in it are recognised, and where <paramref name="framed"/> is true those before and behind a
    /// text are added.
    /// </summary>
    public int[][] Encode(IEnumerable<string> texts, bool framed = false) =>
        _node.Ask(new { op = "encodeAll", texts, framed }).Deserialize<int[][]>()!;

    /// <summary>Text of each list of tokens, without special tokens.</summary>
    public string[] Decode(IEnumerable<IEnumerable<int>> lists) =>
        _node.Ask(new { op = "decodeAll", lists }).Deserialize<string[]>()!;

    public void Dispose() => _node.Dispose();
}

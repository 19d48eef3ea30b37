using System.Runtime.InteropServices;
using System.Text.Json;

namespace Slipway.Testing;

/// <summary>llama.cpp, by way of the npm package node-llama-cpp. Tests that use it carry <c>[Trait("Needs", "peer")]</c>.</summary>
public sealed class LlamaPeer : IDisposable
{
    private readonly NodePeer _node;

    private LlamaPeer(NodePeer node) => _node = node;

    /// <summary>Starts it, or skips the test where it is missing.</summary>
    public static LlamaPeer Start() => new(NodePeer.Start("llama.mjs", "node-llama-cpp"));

    /// <summary>Loads a GGUF file in the place of the one before. A file without tensors needs VocabularyOnly.</summary>
    public LlamaVocabulary Load(string path, LlamaPeerOptions? options = null)
    {
        options ??= new();
        var result = _node.Ask(new
        {
            op = "load",
            path,
            contextSize = options.ContextSize,
            vocabularyOnly = options.VocabularyOnly,
            cache = options.CacheType,
            adapters = options.Adapters.Select(adapter => new { filePath = adapter.Path, scale = adapter.Scale }),
        });
        return new LlamaVocabulary(
            Token("bos"), Token("eos"), Token("eot"), result.GetProperty("addsBos").GetBoolean(), result.GetProperty("addsEos").GetBoolean());

        int? Token(string name) =>
            result.TryGetProperty(name, out var token) && token.ValueKind == JsonValueKind.Number ? token.GetInt32() : null;
    }

    /// <summary>Tokens of each text, without BOS and EOS. Lone surrogates arrive there as U+FFFD.</summary>
    public int[][] Tokenize(IEnumerable<string> texts, bool special) =>
        _node.Ask(new { op = "tokenizeAll", texts, special }).Deserialize<int[][]>()!;

    public int[] Tokenize(string text, bool special) => _node.Ask(new { op = "tokenize", text, special }).Deserialize<int[]>()!;

    /// <summary>Seconds that tokenizing takes there at best, measured in its own process, and the number of tokens.</summary>
    public (double Seconds, int Count) TimeTokenize(string text, int rounds)
    {
        var result = _node.Ask(new { op = "timeTokenize", text, rounds });
        return (result.GetProperty("seconds").GetDouble(), result.GetProperty("count").GetInt32());
    }

    /// <summary>Text of the tokens; control tokens only where <paramref name="special"/> is true.</summary>
    public string Detokenize(IEnumerable<int> tokens, bool special) =>
        _node.Ask(new { op = "detokenize", tokens, special }).GetString()!;

    /// <summary>Which of the first <paramref name="count"/> tokens are control tokens, and which end an answer.</summary>
    public (int[] Control, int[] EndOfGeneration) Classes(int count)
    {
        var result = _node.Ask(new { op = "classes", count });
        return (result.GetProperty("control").Deserialize<int[]>()!, result.GetProperty("endOfGeneration").Deserialize<int[]>()!);
    }

    /// <summary>The greedy continuation, straight on over tokens that would end an answer.</summary>
    public int[] Greedy(IEnumerable<int> tokens, int count) =>
        _node.Ask(new { op = "greedy", tokens, n = count }).Deserialize<int[]>()!;

    /// <summary>
    /// The raw logits over the whole vocabulary after each of the last <paramref name="last"/> tokens: [position][token]. Row i is
    /// the prediction made after token <c>Count - rows + i</c>.
    /// </summary>
    public float[][] Logits(IEnumerable<int> tokens, int last = 64)
    {
        var result = _node.Ask(new { op = "logits", tokens, last });
        var values = MemoryMarshal.Cast<byte, float>(result.GetProperty("values").GetBytesFromBase64());
        var rows = new float[result.GetProperty("positions").GetInt32()][];
        var vocabulary = result.GetProperty("vocabulary").GetInt32();
        for (var row = 0; row < rows.Length; row++)
            rows[row] = values.Slice(row * vocabulary, vocabulary).ToArray();
        return rows;
    }

    public void Dispose() => _node.Dispose();
}

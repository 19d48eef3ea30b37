using Slipway.Formats.Gguf;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Gguf;

public sealed class GgufPeerTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact, Trait("Needs", "peer")]
    public void Llama_cpp_opens_what_the_writer_wrote()
    {
        // GPT-2 spells the 256 bytes as printable characters: those that are printable as themselves, the others from 256 on.
        string[] bytes = [.. Enumerable.Range(0, 256 + 68).Where(Printable).Select(code => ((char)code).ToString())];
        var writer = new GgufWriter().Set("general.architecture", "llama").Set("llama.context_length", 64u).Set("llama.embedding_length", 64u)
            .Set("llama.block_count", 1u).Set("llama.feed_forward_length", 64u).Set("llama.attention.head_count", 2u)
            .Set("llama.attention.layer_norm_rms_epsilon", 1e-5f)
            .Set("tokenizer.ggml.model", "gpt2").Set("tokenizer.ggml.pre", "gpt-2").Set("tokenizer.ggml.tokens", (string[])[.. bytes, "ab", "<end>"])
            .Set("tokenizer.ggml.token_type", (int[])[.. Enumerable.Repeat(1, 257), 3]).Set("tokenizer.ggml.merges", new[] { "a b" })
            .Set("tokenizer.ggml.eos_token_id", 257u).Set("tokenizer.ggml.add_bos_token", false)
            .Add("token_embd.weight", [258, 64], new float[258 * 64]);
        foreach (var type in Enum.GetValues<TensorType>())
            writer.Add($"a.{type}", type, [3, 256], output => output.Write(new byte[TensorTypes.ByteLength(type, 3 * 256)]));
        var path = _folder.File("model.gguf");
        writer.Write(path);

        using var peer = LlamaPeer.Start();
        Assert.Equal(257, peer.Load(path, new() { VocabularyOnly = true }).Eos);
        Assert.Equal([256, Array.IndexOf(bytes, "c")], peer.Tokenize("abc", special: false));
    }

    private static bool Printable(int code) => code is (>= '!' and <= '~') or (>= 0xa1 and <= 0xff and not 0xad) or >= 256;
}

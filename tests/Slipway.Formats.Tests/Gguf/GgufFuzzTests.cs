using Slipway.Formats.Gguf;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Gguf;

public sealed class GgufFuzzTests : IDisposable
{
    private readonly TempDirectory _folder = TempDirectory.InMemory();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Thousands_of_damaged_files_are_read_or_refused() => Fuzz(4_000, seed: 1);

    [Fact, Trait("Needs", "time")]
    public void A_hundred_thousand_damaged_files_are_read_or_refused() => Fuzz(100_000, seed: 2);

    private void Fuzz(int cases, int seed)
    {
        var (file, head) = Valid();
        Fuzzing.Run(cases, seed, fewestRead: 5, (_, mutations) =>
        {
            var bytes = mutations.Mutate(file, head);
            _folder.File("damaged.gguf", bytes);
            return bytes.Length;
        }, () =>
        {
            using var opened = GgufFile.Open(_folder.File("damaged.gguf"));
            Read(opened);
        });
    }

    private static unsafe void Read(GgufFile file)
    {
        foreach (var (_, value) in file.Metadata.Values)
            Assert.NotNull(value);
        foreach (var tensor in file.Tensors)
        {
            Assert.True(file.Holds(tensor));
            _ = *(byte*)tensor.Address + *((byte*)tensor.Address + tensor.ByteLength - 1);
        }
    }

    private (byte[] File, int Head) Valid()
    {
        var path = _folder.File("valid.gguf");
        var writer = new GgufWriter().Set("general.architecture", "llama").Set("llama.block_count", 2u).Set("llama.eps", 1e-5f).Set("flag", true)
            .Set("tokenizer.ggml.tokens", Enumerable.Range(0, 40).Select(i => $"token {i}").ToArray())
            .Set("tokenizer.ggml.scores", new float[40]).Set("tokenizer.ggml.token_type", new int[40])
            .Set("bools", new[] { true, false, true }).Set("wide", ulong.MaxValue).Set("wides", new[] { 1ul, 2ul }).Set("nested", new[] { new[] { 1 }, [2, 3] })
            .Add("token_embd.weight", [40, 8], new float[320]).Add("norm", [8], new float[8]);
        foreach (var (name, type, columns) in new[] { ("h", TensorType.F16, 5), ("q8", TensorType.Q8_0, 64), ("q4k", TensorType.Q4_K, 512) })
            writer.Add(name, type, [2, columns], output => output.Write(new byte[TensorTypes.ByteLength(type, 2 * columns)]));
        writer.Write(path);
        using var file = GgufFile.Open(path);
        Read(file);
        var bytes = File.ReadAllBytes(path);
        return (bytes, bytes.Length - 32 * 41 - 32 - 32 - 160 - 576);
    }
}

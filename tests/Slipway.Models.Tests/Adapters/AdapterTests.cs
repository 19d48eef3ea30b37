using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Adapters;
using Slipway.Models.Execution;
using Slipway.Models.Synthesis;
using Slipway.Models.Tests.Execution;
using Slipway.Testing;

namespace Slipway.Models.Tests.Adapters;

public sealed class AdapterTests : IDisposable
{
    private static readonly string[] Everything =
        ["attn_q", "attn_k", "attn_v", "attn_qkv", "attn_output", "ffn_gate", "ffn_up", "ffn_down", "ffn_gate_inp", "_shexp", "output"];

    private readonly TempDirectory _folder = new();

    public static TheoryData<string> Kinds => ["llama", "gpt2", "gemma3", "mixtral", "llama4 like Scout"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_adapter_computes_what_its_merged_model_computes(string kind)
    {
        using var model = new TestModel(kind == "llama" ? RandomModelShape.Tiny : TestShapes.Architectures[kind]);
        var test = new TestAdapter(model.Model, 1, Everything);
        using var adapter = Adapter.Open(test.Write(_folder.File("a.gguf")), model.Model);
        using var merged = test.Merged(model, _folder.File("merged.gguf"));
        var tokens = model.Tokens(50);

        var expected = merged.Logits(tokens);
        var actual = Logits(model, tokens, adapter);

        // A merged matrix rounds otherwise than a sum of products, and routers may choose otherwise between nearly equal experts.
        for (var row = 0; row < tokens.Length; row++)
            Assert.InRange(Distributions.Divergence(expected[row], actual[row]), -1e-9, 1e-5);
        Assert.NotEqual(model.Logits(tokens)[0], actual[0]);
    }

    [Fact]
    public void Spans_of_several_adapters_and_of_none_share_a_batch()
    {
        using var model = new TestModel(RandomModelShape.Tiny, TensorType.Q8_0);
        using var first = Adapter.Open(new TestAdapter(model.Model, 1, Everything).Write(_folder.File("1.gguf")), model.Model);
        using var second = Adapter.Open(new TestAdapter(model.Model, 2, "attn_q", "ffn_down").Write(_folder.File("2.gguf")), model.Model);
        Adapter?[] adapters = [first, null, second, second, first, null];
        var tokens = adapters.Select((_, i) => model.Tokens(20 + i, seed: i)).ToArray();
        var alone = adapters.Select((adapter, i) => Logits(model, tokens[i], adapter)).ToArray();

        // Among others: a prompt without its last token, then that token in a step of single tokens.
        foreach (var isPrompt in (bool[])[true, false])
        {
            model.Batch.Clear();
            for (var i = 0; i < adapters.Length; i++)
            {
                var (start, count) = isPrompt ? (0, tokens[i].Length - 1) : (tokens[i].Length - 1, 1);
                if (model.Batch.Rows + count > model.Batch.MaxRows)
                {
                    model.Executor.Run(model.Batch);
                    model.Batch.Clear();
                }
                // One that wants hidden states stands in the way of those that want logits.
                model.Batch.Add(tokens[i].AsSpan(start, count), start, [i], isPrompt ? Want.None : i == 3 ? Want.Hidden : Want.Last, adapters[i]);
            }
            model.Executor.Run(model.Batch);
        }

        for (var i = 0; i < adapters.Length; i++)
        {
            if (i != 3)
                Assert.Equal(alone[i][^1], model.Executor.Logits(i < 3 ? i : i - 1).ToArray());
        }
    }

    [Fact]
    public void Steps_with_adapters_allocate_nothing_of_their_own()
    {
        using var model = new TestModel(RandomModelShape.Tiny, threads: 1);
        using var adapter = Adapter.Open(new TestAdapter(model.Model, 1, Everything).Write(_folder.File("a.gguf")), model.Model);
        var tokens = model.Tokens(40);
        void Step()
        {
            model.Batch.Clear();
            model.Batch.Add(tokens.AsSpan(0, 30), 0, [0], Want.Last, adapter);
            model.Batch.Add(tokens.AsSpan(0, 1), 0, [1], Want.Last);
            model.Executor.Run(model.Batch);
        }
        for (var i = 0; i < 3; i++)
            Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("general.type", "model", "metadata 'general.type': expected 'adapter', found 'model'")]
    [InlineData("general.architecture", "qwen2", "metadata 'general.architecture': expected 'llama', found 'qwen2'")]
    public void An_adapter_of_another_kind_is_refused(string key, string value, string message)
    {
        using var model = new TestModel(RandomModelShape.Tiny);
        var (good, bad) = (new TestAdapter(model.Model, 1, "attn_q").Write(_folder.File("good.gguf")), _folder.File("bad.gguf"));
        Rewrite(good, bad, writer => writer.Set(key, value), tensor => tensor.Name);
        Assert.Equal($"{bad}: {message}", Assert.Throws<ModelFileException>(() => Adapter.Open(bad, model.Model)).Message);
    }

    [Theory]
    [InlineData("blk.0.attn_q.weight.lora_b", "blk.0.attn_v.weight.lora_b", "tensor 'blk.0.attn_q.weight.lora_b': missing")]
    [InlineData("blk.0.attn_q.weight", "blk.0.attn_k.weight", "tensor 'blk.0.attn_k.weight': expected A and B of [rank, 64] and [32, rank]")]
    [InlineData("blk.0.attn_q.weight", "blk.7.attn_q.weight", "tensor 'blk.7.attn_q.weight': the model has no linear layer of this name")]
    [InlineData("blk.0.attn_q.weight", "token_embd.weight", "tensor 'token_embd.weight': the model has no linear layer of this name")]
    public void An_adapter_whose_tensors_do_not_fit_is_refused(string from, string to, string message)
    {
        using var model = new TestModel(RandomModelShape.Tiny);
        var (good, bad) = (new TestAdapter(model.Model, 1, "blk.0.attn_q").Write(_folder.File("good.gguf")), _folder.File("bad.gguf"));
        Rewrite(good, bad, _ => { }, tensor => tensor.Name.Replace(from, to));
        Assert.StartsWith($"{bad}: {message}", Assert.Throws<ModelFileException>(() => Adapter.Open(bad, model.Model)).Message);
    }

    private static void Rewrite(string from, string to, Action<GgufWriter> change, Func<StoredTensor, string> name)
    {
        using var source = GgufFile.Open(from);
        var writer = new GgufWriter().CopyMetadata(source.Metadata);
        change(writer);
        foreach (var tensor in source.Tensors)
            writer.Add(tensor with { Name = name(tensor) });
        writer.Write(to);
    }

    private static float[][] Logits(TestModel model, int[] tokens, Adapter? adapter)
    {
        model.Batch.Clear();
        model.Batch.Add(tokens, 0, [60, 61], Want.All, adapter);
        model.Executor.Run(model.Batch);
        return [.. Enumerable.Range(0, tokens.Length).Select(row => model.Executor.Logits(row).ToArray())];
    }
}

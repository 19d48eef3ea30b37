using System.Runtime.InteropServices;
using System.Text;
using Slipway.Formats;
using Slipway.Formats.Safetensors;
using Slipway.Models.Adapters;
using Slipway.Models.Synthesis;
using Slipway.Models.Tests.Execution;
using Slipway.Testing;

namespace Slipway.Models.Tests.Adapters;

/// <summary>Adapters come from strangers while an engine serves: a damaged one is loaded or refused, and nothing else happens.</summary>
public sealed class AdapterFuzzTests : IDisposable
{
    private readonly TempDirectory _folder = TempDirectory.InMemory();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gguf")]
    [InlineData("peft")]
    public void Damaged_adapters_are_loaded_or_refused(string format) => Fuzz(format, 1_000, seed: 1);

    [Theory, Trait("Needs", "time")]
    [InlineData("gguf")]
    [InlineData("peft")]
    public void A_hundred_thousand_damaged_adapters_are_loaded_or_refused(string format) => Fuzz(format, 50_000, seed: 2);

    private void Fuzz(string format, int cases, int seed)
    {
        using var model = new TestModel(RandomModelShape.Tiny);
        var (path, files) = format == "gguf" ? Gguf(model) : Peft();
        var valid = files.ConvertAll(File.ReadAllBytes);
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < cases; i++)
        {
            for (var file = 0; file < files.Count; file++)
                File.WriteAllBytes(files[file], valid[file]);
            var hit = random.Next(files.Count);
            File.WriteAllBytes(files[hit], Damage(valid[hit], random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var adapter = Adapter.Open(path, model.Model);
            }
            catch (ModelFileException)
            {
                refused++;
            }
            catch (Exception other)
            {
                Assert.Fail($"case {i} of seed {seed}: {other}");
            }
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 << 20, $"case {i} of seed {seed} allocated too much");
        }
        Assert.InRange(refused, cases / 10, cases);
    }

    private (string Path, List<string> Files) Gguf(TestModel model)
    {
        var path = new TestAdapter(model.Model, 1, "attn_q", "ffn_down").Write(_folder.File("adapter.gguf"));
        return (path, [path]);
    }

    private (string Path, List<string> Files) Peft()
    {
        var (config, weights) = (_folder.File("adapter_config.json"), _folder.File("adapter_model.safetensors"));
        File.WriteAllText(config, """{"peft_type": "LORA", "lora_alpha": 8, "use_rslora": false, "alpha_pattern": {"v_proj": 4}, "bias": "none"}""");
        var writer = new SafetensorsWriter();
        foreach (var (module, outputs) in (ReadOnlySpan<(string, int)>)[("q_proj", 64), ("v_proj", 32)])
        {
            var name = $"base_model.model.model.layers.0.self_attn.{module}";
            writer.Add($"{name}.lora_A.weight", [4, 64], new float[4 * 64]).Add($"{name}.lora_B.weight", [outputs, 4], new float[outputs * 4]);
        }
        writer.Write(weights);
        return (_folder.Path, [config, weights]);
    }

    /// <summary>Mostly the head, where the structure is.</summary>
    private static byte[] Damage(byte[] valid, Random random)
    {
        var bytes = (byte[])valid.Clone();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(random.Next(8) == 0 ? bytes.Length : Math.Min(bytes.Length, 900));
            switch (random.Next(6))
            {
                case 0:
                    return bytes[..at];
                case 1 when at + 8 <= bytes.Length:
                    long[] numbers = [0, 1, -1, long.MaxValue, uint.MaxValue, int.MaxValue, random.Next(4096)];
                    MemoryMarshal.Write(bytes.AsSpan(at), numbers[random.Next(numbers.Length)]);
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. Encoding.UTF8.GetBytes($"{random.Next(-9, 99)}"), .. bytes[at..]];
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }
        return bytes;
    }
}

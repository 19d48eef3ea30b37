using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.Formats;
using Slipway.Models.Synthesis;
using Slipway.Models.Tests.Execution;
using Slipway.Testing;
using Slipway.Training.Adapters;
using Slipway.Training.Data;
using Slipway.Training.Optimization;
using Slipway.Training.Weights;

namespace Slipway.Training.Tests;

/// <summary>Losses, gradients and steps against PyTorch, which has the same weights and the same batch.</summary>
[Trait("Needs", "peer")]
public sealed class TorchTests : IDisposable
{
    private const int Steps = 4;

    private static readonly TrainingOptions Options = new()
    {
        MaxSteps = Steps,
        BatchSize = 2,
        MaxSequence = 64,
        LearningRate = 1e-3f,
        Schedule = Schedule.Constant,
        Adam = new() { WeightDecay = 0.1f },
        Threads = 2,
    };

    private readonly TempDirectory _folder = new();

    [Theory]
    [InlineData("llama", false)]
    [InlineData("qwen2", false)]
    [InlineData("qwen3", false)]
    [InlineData("gpt2", false)]
    [InlineData("gemma3", false)]
    [InlineData("mixtral", false)]
    [InlineData("llama4 like Scout", false)]
    [InlineData("llama", true)]
    [InlineData("llama4 like Scout", true)]
    public async Task Losses_gradients_and_steps_are_those_of_PyTorch(string kind, bool lora)
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "python3-torch is not installed: run tests/install");
        using var file = new TestFile(TestShapes.Architectures.GetValueOrDefault(kind, RandomModelShape.Tiny));
        var options = Options with { Lora = lora ? new LoraOptions { Rank = 4 } : null };
        var random = new Random(4);
        TrainingExample[] examples = [.. new[] { 12, 33 }.Select(length => new TrainingExample(
            [.. Enumerable.Range(0, length).Select(_ => random.Next(500))], [.. Enumerable.Range(0, length).Select(i => i % 3 != 1)]))];
        using var trainer = new Trainer(file.Model, examples, [], options, TimeProvider.System);
        foreach (var parameter in trainer.Model.Parameters.All.Where(_ => lora))
        {
            foreach (ref var value in parameter.Values)
                value = (random.NextSingle() - 0.5f) / 8;
        }
        WriteRequest(file.Model, trainer, options.Lora?.Scale ?? 0, examples);
        var ended = await ProcessRunner.RunAsync(
            "/usr/bin/python3", [Repository.PathOf("tests", "peers", "gradients.py"), _folder.Path], TimeSpan.FromSeconds(100));
        Assert.True(ended.ExitCode == 0, ended.Errors);

        var losses = new List<double>();
        var firstGradients = new Dictionary<string, float[]>();
        trainer.Run(null, new Progress(report =>
        {
            losses.Add(report.Loss);
            if (report.Step == 1)
                firstGradients = trainer.Model.Parameters.All.ToDictionary(p => p.Name, p => p.Gradients.ToArray());
        }), CancellationToken.None);

        using var answer = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.File("answer.json")));
        foreach (var (expected, actual) in answer.RootElement.GetProperty("losses").EnumerateArray().Zip(losses))
            Assert.Equal(expected.GetDouble(), actual, 1e-3 * expected.GetDouble());
        Assert.Equal(Steps, losses.Count);
        foreach (var parameter in trainer.Model.Parameters.All)
        {
            AssertClose(parameter.Name, Read(parameter, ".grad"), firstGradients[parameter.Name]);
            AssertClose(parameter.Name, Read(parameter, ".after"), parameter.Values);
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Within 1e-3 of each tensor's length.</summary>
    private static void AssertClose(string name, float[] expected, ReadOnlySpan<float> actual)
    {
        double length = 0, off = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            length += (double)expected[i] * expected[i];
            off += Math.Pow((double)expected[i] - actual[i], 2);
        }
        Assert.True(Math.Sqrt(off) <= 1e-3 * Math.Sqrt(length) + 1e-7, $"{name}: off by {Math.Sqrt(off):E2} of {Math.Sqrt(length):E2}");
    }

    private float[] Read(Parameter parameter, string suffix) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder.File(parameter.Name + suffix))).ToArray();

    private void WriteRequest(ModelFile file, Trainer trainer, float scale, TrainingExample[] examples)
    {
        var shapes = new Dictionary<string, IReadOnlyList<long>>();
        foreach (var tensor in file.Tensors)
            Write(tensor.Name, tensor.Shape, Bytes(tensor));
        foreach (var parameter in trainer.Model.Parameters.All)
            Write(parameter.Name, parameter.Shape, MemoryMarshal.AsBytes(parameter.Values));
        File.WriteAllText(_folder.File("request.json"), JsonSerializer.Serialize(new
        {
            metadata = file.Metadata.Values.Where(value => value.Key == "general.architecture" || !value.Key.StartsWith("tokenizer", StringComparison.Ordinal))
                .ToDictionary(value => value.Key, value => value.Value),
            shapes,
            sequences = examples.Select(example => new { tokens = example.Tokens, learned = example.Learned }),
            lora = scale,
            steps = Steps,
        }));

        void Write(string name, IReadOnlyList<long> shape, ReadOnlySpan<byte> values)
        {
            shapes[name] = shape;
            File.WriteAllBytes(_folder.File(name + ".f32"), values);
        }
    }

    private static unsafe ReadOnlySpan<byte> Bytes(StoredTensor tensor) => new((void*)tensor.Address, (int)tensor.ByteLength);

    private sealed class Progress(Action<StepReport> report) : IProgress<StepReport>
    {
        public void Report(StepReport value) => report(value);
    }
}

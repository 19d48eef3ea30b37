using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Synthesis;
using Slipway.Testing;
using Slipway.Training.Tape;

namespace Slipway.Training.Tests;

/// <summary>A random model in a file of its own.</summary>
internal sealed class TestFile : IDisposable
{
    private readonly TempDirectory _folder = new();

    public TestFile(RandomModelShape shape, TensorType type = TensorType.F32)
    {
        Path = _folder.File("model.gguf");
        RandomModel.Write(Path, shape, 1, type);
        Model = GgufFile.Open(Path);
    }

    public string Path { get; }

    public GgufFile Model { get; }

    /// <summary>Sequences of random tokens; every second token counts for the loss.</summary>
    public static MicroBatch Batch(int vocabulary, params ReadOnlySpan<int> lengths)
    {
        var random = new Random(7);
        var rows = 0;
        foreach (var length in lengths)
            rows += length;
        var batch = new MicroBatch(rows);
        foreach (var length in lengths)
        {
            int[] tokens = [.. Enumerable.Range(0, length).Select(_ => random.Next(vocabulary))];
            batch.Add(tokens, [.. tokens.Select((_, i) => i % 2 == 1)]);
        }
        return batch;
    }

    public void Dispose()
    {
        Model.Dispose();
        _folder.Dispose();
    }
}

using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Execution;
using Slipway.Models.Synthesis;
using Slipway.Tensors;
using Slipway.Testing;

namespace Slipway.Models.Tests.Execution;

/// <summary>A random model in a file of its own, with an executor over it.</summary>
internal sealed class TestModel : IDisposable
{
    private readonly TempDirectory? _folder;
    private readonly ThreadTeam _team;

    public TestModel(RandomModelShape shape, TensorType type = TensorType.F32, int threads = 2, int blocks = 64, int maxRows = 96, ulong seed = 1)
        : this(new TempDirectory(), shape, type, threads, blocks, maxRows, seed)
    {
    }

    /// <summary>Over a model of the caller's.</summary>
    public TestModel(Model model, int threads = 2, int blocks = 64, int maxRows = 96)
    {
        Model = model;
        Path = model.Facts.Path;
        _team = new ThreadTeam(threads);
        Pool = new KvPool(Model.Spec, blocks);
        Executor = new Executor(Model, _team, Pool, maxRows);
        Batch = new Batch(maxRows, 16);
    }

    private TestModel(TempDirectory folder, RandomModelShape shape, TensorType type, int threads, int blocks, int maxRows, ulong seed)
        : this(Write(folder.File("model.gguf"), shape, type, seed), threads, blocks, maxRows) => _folder = folder;

    public string Path { get; }

    public Model Model { get; }

    public KvPool Pool { get; }

    public Executor Executor { get; }

    public Batch Batch { get; }

    public int[] Tokens(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(Model.Spec.Vocabulary))];
    }

    /// <summary>The logits after every token of one sequence, computed in steps of so many tokens.</summary>
    public float[][] Logits(int[] tokens, int perStep = int.MaxValue, int[]? blocks = null)
    {
        blocks ??= [.. Enumerable.Range(0, KvPool.BlocksFor(tokens.Length))];
        var logits = new List<float[]>();
        for (var done = 0; done < tokens.Length;)
        {
            var count = Math.Min(Math.Min(perStep, Executor.MaxRows), tokens.Length - done);
            Batch.Clear();
            Batch.Add(tokens.AsSpan(done, count), done, blocks, Want.All);
            Executor.Run(Batch);
            for (var i = 0; i < count; i++)
                logits.Add(Executor.Logits(i).ToArray());
            done += count;
        }
        return [.. logits];
    }

    public PlainForward Plain()
    {
        var file = GgufFile.Open(Path);
        return new PlainForward(file, Model.Spec);
    }

    public void Dispose()
    {
        Executor.Dispose();
        Pool.Dispose();
        _team.Dispose();
        Model.Dispose();
        _folder?.Dispose();
    }

    private static Model Write(string path, RandomModelShape shape, TensorType type, ulong seed)
    {
        RandomModel.Write(path, shape, seed, type);
        return Model.Open(path);
    }
}

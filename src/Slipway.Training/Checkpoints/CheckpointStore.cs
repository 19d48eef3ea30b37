using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.Formats;
using Slipway.Formats.Safetensors;
using Slipway.Training.Optimization;
using Slipway.Training.Weights;

namespace Slipway.Training.Checkpoints;

/// <summary>
/// The checkpoints of one run, a folder each: parameters, the optimizer's state, and how far the run has come. A checkpoint is written
/// under another name, flushed to the disk and renamed, so that one that has its name is whole. The two newest and the best are kept.
/// </summary>
public sealed class CheckpointStore(string folder)
{
    private const string Prefix = "checkpoint-", Partial = ".partial";
    private const string StateFile = "state.json", ParametersFile = "parameters.safetensors", OptimizerFile = "optimizer.safetensors";
    private const int Newest = 2;

    public string Folder { get; } = folder;

    /// <summary>Told of each checkpoint that is on the disk.</summary>
    public Action<string>? Saved { get; init; }

    /// <summary>Whole checkpoints, the newest first.</summary>
    public IReadOnlyList<string> All() => Directory.Exists(Folder)
        ? [.. Directory.GetDirectories(Folder, Prefix + "*").Where(path => !path.EndsWith(Partial, StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal)]
        : [];

    /// <summary>The state of a checkpoint.</summary>
    public static TrainingState ReadState(string checkpoint)
    {
        var path = Path.Combine(checkpoint, StateFile);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), TrainingStateJson.Default.TrainingState)
                ?? throw new JsonException("it is empty");
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new ModelFileException(path, "checkpoint", error.Message, error);
        }
    }

    /// <summary>Fills parameters, and the optimizer where one is given, with those of a checkpoint.</summary>
    /// <exception cref="ModelFileException">It is damaged, or has other parameters.</exception>
    public static void Load(string checkpoint, ParameterSet parameters, AdamW? optimizer)
    {
        using var values = SafetensorsFile.Open(Path.Combine(checkpoint, ParametersFile));
        foreach (var parameter in parameters.All)
            Read(values, parameter.Name, parameter.Values);
        if (optimizer is null)
            return;
        using var moments = SafetensorsFile.Open(Path.Combine(checkpoint, OptimizerFile));
        foreach (var parameter in parameters.All)
        {
            Read(moments, MeanName(parameter), optimizer.Means(parameter));
            Read(moments, SquareName(parameter), optimizer.Squares(parameter));
        }
    }

    /// <summary>Writes a checkpoint and removes those that are no longer kept. Where it fails, those that were there still are.</summary>
    public void Save(TrainingState state, ParameterSet parameters, AdamW optimizer)
    {
        Directory.CreateDirectory(Folder);
        var final = Path.Combine(Folder, Prefix + state.Step.ToString("D9", CultureInfo.InvariantCulture));
        var partial = final + Partial;
        Delete(partial);
        try
        {
            Directory.CreateDirectory(partial);
            Write(partial, ParametersFile, parameters.All.Select(parameter => (parameter, parameter.Name, Values: (Func<Span<float>>)(() => parameter.Values))));
            Write(partial, OptimizerFile, parameters.All.SelectMany(parameter => new (Parameter, string, Func<Span<float>>)[]
            {
                (parameter, MeanName(parameter), () => optimizer.Means(parameter)),
                (parameter, SquareName(parameter), () => optimizer.Squares(parameter)),
            }));
            File.WriteAllBytes(Path.Combine(partial, StateFile), JsonSerializer.SerializeToUtf8Bytes(state, TrainingStateJson.Default.TrainingState));
            foreach (var file in Directory.GetFiles(partial))
                Durable.File(file);
            Durable.Folder(partial);
            Delete(final);
            Directory.Move(partial, final);
            Durable.Folder(Folder);
        }
        catch
        {
            Delete(partial);
            throw;
        }
        Prune();
        Saved?.Invoke(final);
    }

    private void Prune()
    {
        var all = All();
        var best = all.MinBy(Score);
        foreach (var checkpoint in all.Skip(Newest).Where(checkpoint => checkpoint != best))
            Delete(checkpoint);
        foreach (var left in Directory.GetDirectories(Folder, Prefix + "*" + Partial))
            Delete(left);
    }

    /// <summary>A damaged checkpoint is nobody's best.</summary>
    private static double Score(string checkpoint)
    {
        try
        {
            return ReadState(checkpoint).Score;
        }
        catch (ModelFileException)
        {
            return double.PositiveInfinity;
        }
    }

    private static void Write(string checkpoint, string name, IEnumerable<(Parameter Parameter, string Name, Func<Span<float>> Values)> entries)
    {
        var writer = new SafetensorsWriter();
        foreach (var (parameter, entry, values) in entries)
            writer.Add(entry, TensorType.F32, [.. parameter.Shape], output => output.Write(MemoryMarshal.AsBytes(values())));
        writer.Write(Path.Combine(checkpoint, name));
    }

    private static unsafe void Read(SafetensorsFile file, string name, Span<float> target)
    {
        var tensor = file.Tensor(name);
        if (tensor.Type != TensorType.F32 || tensor.Count != target.Length)
            throw file.Error($"tensor '{name}'", $"expected {target.Length} values of F32");
        MemoryMarshal.Cast<byte, float>(new ReadOnlySpan<byte>((void*)tensor.Address, (int)tensor.ByteLength)).CopyTo(target);
    }

    private static string MeanName(Parameter parameter) => parameter.Name + ".mean";

    private static string SquareName(Parameter parameter) => parameter.Name + ".square";

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}

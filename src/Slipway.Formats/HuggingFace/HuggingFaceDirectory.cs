using System.Text;
using System.Text.Json;
using Slipway.Formats.Safetensors;

namespace Slipway.Formats.HuggingFace;

/// <summary>
/// A model as Hugging Face's libraries save it: <c>config.json</c>, weights in safetensors, and the tokenizer's files.
/// Tensors have the names of the original model; what they mean is the matter of each architecture.
/// </summary>
public sealed class HuggingFaceDirectory : IDisposable
{
    private const int MaxText = 16 << 20;

    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, SafetensorsFile> _homes;

    private HuggingFaceDirectory(string path)
    {
        Path = path;
        if (Json("config.json") is not { } config)
            throw Error("directory", "holds no config.json");
        Config = config;
        var nested = config.TryGetProperty("text_config", out var text) && text.ValueKind == JsonValueKind.Object;
        Settings = JsonSettings.Flatten(System.IO.Path.Combine(path, "config.json"), config, nested ? text : null);
        try
        {
            _homes = SafetensorsIndex.Open(path, _files);
            Tensors = [.. _files.SelectMany(file => file.Tensors.Where(tensor => _homes.GetValueOrDefault(tensor.Name) == file))];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The path as the user gave it; error messages name it.</summary>
    public string Path { get; }

    /// <summary>All of <c>config.json</c>.</summary>
    public JsonElement Config { get; }

    /// <summary>
    /// <c>config.json</c> with typed access: members of inner objects by their path (<c>rope_scaling.factor</c>); what a
    /// <c>text_config</c> says, as in models that also see, stands as if it were at the top.
    /// </summary>
    public ModelMetadata Settings { get; }

    /// <summary>All tensors of element types that can be computed with.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Whether a directory is laid out like this.</summary>
    public static bool Is(string path) => File.Exists(System.IO.Path.Combine(path, "config.json"));

    /// <exception cref="ModelFileException">A file is missing, or not what it should be.</exception>
    public static HuggingFaceDirectory Open(string path) => Directory.Exists(path)
        ? new HuggingFaceDirectory(path)
        : throw new ModelFileException(path, "directory", "does not exist");

    public bool TryGetTensor(string name, out StoredTensor tensor)
    {
        tensor = default;
        return _homes.TryGetValue(name, out var file) && file.TryGetTensor(name, out tensor);
    }

    public StoredTensor Tensor(string name) =>
        TryGetTensor(name, out var tensor) ? tensor : throw Error($"tensor '{name}'", "missing");

    /// <summary>The path of a file of the directory (<c>tokenizer.json</c>, <c>chat_template.jinja</c>), null where there is none.</summary>
    public string? Find(string name) => System.IO.Path.Combine(Path, name) is var file && File.Exists(file) ? file : null;

    /// <summary>The JSON object in a file of the directory, null where there is no such file. It is read anew at each call.</summary>
    public JsonElement? Json(string name) => Find(name) is { } file ? JsonFile.Read(file) : null;

    /// <summary>The text of a file of the directory, null where there is no such file.</summary>
    public string? Text(string name)
    {
        if (Find(name) is not { } file)
            return null;
        try
        {
            return new FileInfo(file).Length <= MaxText
                ? File.ReadAllText(file, Encoding.UTF8)
                : throw new ModelFileException(file, "file", $"is longer than {MaxText} bytes");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(file, "file", $"cannot be read: {problem.Message}", problem);
        }
    }

    public ModelFileException Error(string place, string problem) => new(Path, place, problem);

    public void Dispose() => _files.ForEach(file => file.Dispose());

    internal bool Holds(StoredTensor tensor) => _files.Any(file => file.Holds(tensor));
}

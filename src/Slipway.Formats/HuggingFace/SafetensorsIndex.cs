using System.Text.Json;
using Slipway.Formats.Safetensors;

namespace Slipway.Formats.HuggingFace;

/// <summary>The tensors of a model directory: of <c>model.safetensors</c>, or of the files that its index names.</summary>
internal static class SafetensorsIndex
{
    private const string Single = "model.safetensors";
    private const string Index = Single + ".index.json";

    /// <summary>Opens the files; what was opened is in <paramref name="files"/> in any case.</summary>
    public static Dictionary<string, SafetensorsFile> Open(string folder, List<SafetensorsFile> files)
    {
        var index = Path.Combine(folder, Index);
        if (File.Exists(index))
            return OpenShards(folder, index, files);
        var single = Path.Combine(folder, Single);
        if (!File.Exists(single))
            throw new ModelFileException(folder, "directory", Directory.EnumerateFiles(folder, "*.bin").Any()
                ? $"holds no {Single}; weights in Python's pickle format (.bin) are not read, since loading them runs programs"
                : $"holds neither {Single} nor {Index}");
        files.Add(SafetensorsFile.Open(single));
        return files[0].Names.ToDictionary(name => name, _ => files[0]);
    }

    private static Dictionary<string, SafetensorsFile> OpenShards(string folder, string index, List<SafetensorsFile> files)
    {
        if (!JsonFile.Read(index).TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            throw new ModelFileException(index, "weight_map", "expected an object of tensor names and file names");
        var shards = new Dictionary<string, SafetensorsFile>();
        var homes = new Dictionary<string, SafetensorsFile>();
        foreach (var entry in map.EnumerateObject())
        {
            var name = FileName(index, entry);
            if (!shards.TryGetValue(name, out var shard))
            {
                files.Add(shard = SafetensorsFile.Open(Path.Combine(folder, name)));
                shards.Add(name, shard);
            }
            if (!shard.Names.Contains(entry.Name))
                throw new ModelFileException(index, $"tensor '{entry.Name}'", $"is not in {name}");
            homes.Add(entry.Name, shard);
        }
        return homes;
    }

    // A name with a folder in it could reach any file of the machine.
    private static string FileName(string index, JsonProperty entry)
    {
        var name = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
        return name.EndsWith(".safetensors", StringComparison.Ordinal) && Path.GetFileName(name) == name && !name.Contains('\\')
            ? name
            : throw new ModelFileException(index, $"tensor '{entry.Name}'", $"'{name}' is not the name of a safetensors file in this directory");
    }
}

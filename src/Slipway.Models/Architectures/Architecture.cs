using Slipway.Formats;

namespace Slipway.Models.Architectures;

/// <summary>How one family's metadata become a <see cref="ModelSpec"/>.</summary>
public abstract class Architecture
{
    private static readonly Architecture[] Known = [new Llama(), new Qwen2(), new Qwen3(), new Gpt2(), new Gemma3(), new Llama4()];

    /// <summary>What general.architecture says.</summary>
    public abstract string Name { get; }

    public static IEnumerable<string> Names => Known.Select(architecture => architecture.Name);

    /// <summary>The description of an opened model, whose tensors have been checked to be there in the described shapes.</summary>
    public static ModelSpec Describe(ModelFile file)
    {
        var spec = Describe(file.Metadata, name => file.TryGetTensor(name, out _));
        foreach (var weight in spec.Weights)
        {
            var stored = file.Tensor(weight.Name);
            if (!stored.Shape.SequenceEqual(weight.Shape))
            {
                throw file.Error($"tensor '{weight.Name}'",
                    $"expected the shape [{string.Join(", ", weight.Shape)}], found [{string.Join(", ", stored.Shape)}]");
            }
        }
        return spec;
    }

    /// <summary>The description by metadata; <paramref name="has"/> says which optional tensors there are.</summary>
    public static ModelSpec Describe(ModelMetadata metadata, Func<string, bool> has)
    {
        const string key = "general.architecture";
        var name = metadata.Text(key);
        var architecture = Array.Find(Known, architecture => architecture.Name == name)
            ?? throw metadata.Wrong(key, $"one of {string.Join(", ", Names)}", name);
        return architecture.Describe(new SpecSource(metadata, name, has));
    }

    protected abstract ModelSpec Describe(SpecSource source);
}

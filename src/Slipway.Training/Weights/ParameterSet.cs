using Slipway.Training.Memory;

namespace Slipway.Training.Weights;

/// <summary>All parameters of a run, in a fixed order, their values together and their gradients together.</summary>
public sealed unsafe class ParameterSet : IDisposable
{
    private const int Alignment = 16;

    private readonly Dictionary<string, Parameter> _byName;
    private readonly FloatBuffer _values;
    private readonly FloatBuffer _gradients;

    public ParameterSet(IEnumerable<(string Name, IReadOnlyList<long> Shape)> outlines)
    {
        All = [.. outlines.Select(outline => new Parameter(outline.Name, outline.Shape))];
        _byName = All.ToDictionary(parameter => parameter.Name);
        Size = All.Sum(parameter => Padded(parameter.Count));
        (_values, _gradients) = (new FloatBuffer(Size), new FloatBuffer(Size));
        long offset = 0;
        foreach (var parameter in All)
        {
            parameter.Value = _values.Data + offset;
            parameter.Gradient = _gradients.Data + offset;
            offset += Padded(parameter.Count);
        }
    }

    public IReadOnlyList<Parameter> All { get; }

    /// <summary>Numbers that are trained.</summary>
    public long Count => All.Sum(parameter => (long)parameter.Count);

    /// <summary>Floats of the whole, gaps included; an optimizer's state has the same layout.</summary>
    internal long Size { get; }

    public Parameter? Find(string name) => _byName.GetValueOrDefault(name);

    public void ClearGradients() => _gradients.Clear();

    /// <summary>Where a parameter begins in a buffer of the same layout.</summary>
    internal long OffsetOf(Parameter parameter) => parameter.Value - _values.Data;

    public void Dispose()
    {
        _values.Dispose();
        _gradients.Dispose();
    }

    private static long Padded(long count) => (count + Alignment - 1) / Alignment * Alignment;
}

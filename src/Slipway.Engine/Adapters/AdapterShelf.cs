using Slipway.Formats;
using Slipway.Models;
using Slipway.Models.Adapters;

namespace Slipway.Engine.Adapters;

/// <summary>The adapters of the engine's model, by name.</summary>
internal sealed class AdapterShelf(Model model, string modelName, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LoadedAdapter?> _adapters = new(StringComparer.Ordinal);
    private bool _namesMatter;
    private int _loaded;

    /// <summary>Those that requests can choose, by name.</summary>
    public IReadOnlyList<LoadedAdapter> All
    {
        get
        {
            lock (_gate)
                return [.. _adapters.Values.OfType<LoadedAdapter>().OrderBy(adapter => adapter.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>
    /// Who answers a request for a model of this name; null where nobody does. An engine that never had an adapter has one model, which
    /// answers to any name.
    /// </summary>
    public ChosenModel? Choose(string? name)
    {
        lock (_gate)
        {
            if (name is not null && _adapters.GetValueOrDefault(name) is { } adapter)
            {
                adapter.Hold();
                return new ChosenModel(name, adapter);
            }
            return string.IsNullOrEmpty(name) || name == modelName || !_namesMatter ? new ChosenModel(modelName, null) : null;
        }
    }

    /// <summary>Reads an adapter; what is wrong with the request or the files comes back.</summary>
    public AdapterFault? Load(string name, string path)
    {
        if (string.IsNullOrWhiteSpace(name))
            return new("lora_name", "must not be empty");
        if (name == modelName)
            return new("lora_name", $"'{name}' is the name of the model itself");
        if (!Path.Exists(path))
            return new("lora_path", $"there is nothing at {path}", IsMissing: true);
        lock (_gate)
        {
            if (!_adapters.TryAdd(name, null))
                return new("lora_name", $"the adapter '{name}' has already been loaded");
        }
        Adapter? weights = null;
        try
        {
            weights = Adapter.Open(path, model);
            return null;
        }
        catch (Exception exception) when (exception is ModelFileException or IOException or UnauthorizedAccessException)
        {
            return new("lora_path", exception.Message);
        }
        finally
        {
            lock (_gate)
            {
                if (weights is null)
                    _adapters.Remove(name);
                else
                    _adapters[name] = new LoadedAdapter(name, $"{++_loaded}", time.GetUtcNow().ToUnixTimeSeconds(), weights);
                _namesMatter |= weights is not null;
            }
        }
    }

    /// <summary>No request can choose it any more; the task ends when those that did are through. Null where there is none of this name.</summary>
    public Task? Unload(string name)
    {
        LoadedAdapter? adapter;
        lock (_gate)
        {
            if (!_adapters.TryGetValue(name, out adapter) || adapter is null)
                return null;
            _adapters.Remove(name);
        }
        adapter.Release();
        return adapter.Gone;
    }

    public void Clear()
    {
        foreach (var adapter in All)
            Unload(adapter.Name);
    }
}

using System.Text.Json.Nodes;
using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Deployments;
using Slipway.Protocol.Json;

namespace Slipway.Platform.Configurations;

/// <summary>Makes of a configuration's arguments what a runtime brings up.</summary>
public sealed class SourceReader(IReadOnlyDictionary<ModelType, BackEnd> backEnds, LocalDefaults local, ISealer sealer)
{
    public const string Place = "model_kwargs";

    /// <summary>The source, its <see cref="ModelSource.Path"/> as it was written; every argument that is wrong is named.</summary>
    public ModelSource Read(ModelType type, string modelName, JsonObject kwargs, List<FieldError> errors)
    {
        var reader = new KwargReader(kwargs, Place, errors);
        var source = type.IsLocal() ? Local(reader, modelName) : Remote(type, reader, modelName);
        var sampling = SamplingKwargs.Read(kwargs, Place, errors);
        return source with { Defaults = sampling.Count > 0 ? sampling.ToJsonString() : null };
    }

    private ModelSource Local(KwargReader reader, string modelName) => new()
    {
        Dialect = EngineDialect.Slipway,
        Path = reader.Text("model_path", "path", "model_file") ?? modelName,
        Context = reader.Integer(0, 10_000_000, "n_ctx", "context", "context_length", "max_model_len", "num_ctx") ?? 0,
        Slots = reader.Integer(1, 1024, "n_parallel", "slots", "max_num_seqs") ?? local.Slots,
        Threads = reader.Integer(0, 1024, "n_threads", "threads") ?? local.Threads,
    };

    private ModelSource Remote(ModelType type, KwargReader reader, string modelName)
    {
        var standard = backEnds[type];
        var written = reader.Find(["base_url", "api_base", "openai_api_base", "host", "url"], out var name) is null ? null : reader.Text(name);
        var address = written ?? standard.BaseUrl;
        if (address is null)
            reader.Wrong(name, $"is required, because {standard.Setting} is not set");
        else if (written is not null && BackEndAddress.Problem(written) is { } problem)
            reader.Wrong(name, problem);
        // The operator's key is for the operator's server: who names another address brings a key of his own.
        var key = reader.Text("api_key", "openai_api_key") ?? (written is null || BackEndAddress.Same(written, standard.BaseUrl) ? standard.ApiKey : null);
        if (key is not null && key.Any(c => c is < '!' or > '~'))
            reader.Wrong("api_key", "must be printable ASCII without spaces");
        return new ModelSource
        {
            Dialect = type switch { ModelType.Vllm => EngineDialect.Vllm, ModelType.Ollama => EngineDialect.Ollama, _ => EngineDialect.OpenAi },
            BaseUrl = address,
            From = written is null ? standard.Setting : $"{Place}.{name}",
            SealedApiKey = key is { Length: > 0 } ? sealer.Seal(key) : null,
            UpstreamModel = modelName,
            Slots = reader.Integer(1, 100_000, "max_concurrency", "slots") ?? 0,
        };
    }
}

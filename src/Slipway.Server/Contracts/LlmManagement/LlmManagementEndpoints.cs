using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Platform.Common;
using Slipway.Platform.Configurations;
using Slipway.Platform.Generation.Relays;
using Slipway.Protocol.Json;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.LlmManagement;

/// <summary>What LLM Management System's routes do.</summary>
internal sealed class LlmManagementEndpoints(ConfigurationBook configurations, Relay relay)
{
    private const string InferenceKwargs = "inference_kwargs";

    /// <summary>Members of a request that the server writes itself.</summary>
    private static readonly string[] Own = ["model", "messages", "prompt", "stream", "stream_options"];

    public async Task<Failure?> ConfigureAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var modelId = fields.RequiredName("model_id");
        var modelName = fields.RequiredName("model_name", longest: 4096);
        var typeName = fields.RequiredName("model_type");
        var kwargs = Members(fields, SourceReader.Place);
        var type = ModelTypes.Find(typeName);
        if (type is null && typeName.Length > 0)
            fields.Wrong("model_type", $"must be one of {ModelTypes.Allowed}");
        if (fields.Failure is { } invalid)
            return invalid;
        var added = await configurations.AddAsync(call.Caller, modelId, modelName, type!.Value, kwargs).ConfigureAwait(false);
        return added.Succeeded
            ? await AnswerAsync(call, "config_id", added.Value.Id).ConfigureAwait(false)
            : added.Failure;
    }

    public async Task<Failure?> LoadAsync(Call call) =>
        await configurations.LoadAsync(call.Caller, Id(call, "config_id"), call.Gone).ConfigureAwait(false)
            ?? await AnswerAsync(call, "message", "Model loaded successfully").ConfigureAwait(false);

    public async Task<Failure?> UnloadAsync(Call call) =>
        await configurations.UnloadAsync(call.Caller, Id(call, "model_id").TrimEnd('/')).ConfigureAwait(false)
            ?? await AnswerAsync(call, "message", "Model unloaded successfully").ConfigureAwait(false);

    public async Task<Failure?> InferAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var modelId = fields.RequiredName("model_id");
        var prompt = fields.RequiredText("prompt");
        var kwargs = Members(fields, InferenceKwargs);
        var errors = new List<FieldError>();
        var sampling = SamplingKwargs.Read(kwargs, InferenceKwargs, errors);
        foreach (var name in Own.Where(kwargs.ContainsKey))
            errors.Add(new FieldError($"{InferenceKwargs}.{name}", "is not possible here"));
        foreach (var error in errors)
            fields.Wrong(error.Field, error.Message);
        if (fields.Failure is { } invalid)
            return invalid;
        if (await configurations.UnusableAsync(call.Caller, modelId).ConfigureAwait(false) is { } unusable)
            return unusable;
        foreach (var (name, value) in kwargs.Where(member => !SamplingKwargs.Knows(member.Key)))
            sampling[name] = value?.DeepClone();
        using var sink = new WholeAnswerSink(call.Gone);
        var request = PromptCall.Of("inference", modelId, prompt, null, sampling, streams: false, call.Caller, sink)
            with
        { DeploymentId = ConfigurationBook.DeploymentId(modelId) };
        if (await relay.RunAsync(request).ConfigureAwait(false) is { } failure)
            return failure with { Fields = [.. failure.Fields.Select(field => field with { Field = $"{InferenceKwargs}.{field.Field}" })] };
        return Text(sink.Read()) is { } text
            ? await AnswerAsync(call, "response", text).ConfigureAwait(false)
            : new Failure(FailureKind.BackendFailed, $"the back end of '{modelId}' gave an answer without text");
    }

    public async Task<Failure?> ListAsync(Call call)
    {
        var all = await configurations.ListAsync(call.Caller).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartArray();
            foreach (var configuration in all)
                Write(json, configuration);
            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> FindAsync(Call call)
    {
        var found = await configurations.FindAsync(call.Caller, Id(call, "config_id")).ConfigureAwait(false);
        return found.Succeeded ? await call.AnswerAsync(json => Write(json, found.Value)).ConfigureAwait(false) : found.Failure;
    }

    public async Task<Failure?> DeleteAsync(Call call) =>
        await configurations.RemoveAsync(call.Caller, Id(call, "config_id")).ConfigureAwait(false)
            ?? await AnswerAsync(call, "detail", "Configuration deleted successfully").ConfigureAwait(false);

    public Task<Failure?> LoadedAsync(Call call) => call.AnswerAsync(json =>
    {
        json.WriteStartArray();
        foreach (var modelId in configurations.Loaded(call.Caller))
            json.WriteStringValue(modelId);
        json.WriteEndArray();
    });

    private static Task<Failure?> AnswerAsync(Call call, string name, string value) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString(name, value);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, ModelConfiguration configuration)
    {
        json.WriteStartObject();
        json.WriteString("config_id"u8, configuration.Id);
        json.WriteString("model_id"u8, configuration.ModelId);
        json.WriteString("model_name"u8, configuration.ModelName);
        json.WriteString("model_type"u8, configuration.Type.Name());
        json.WritePropertyName("model_kwargs"u8);
        json.WriteRawValue(configuration.Kwargs);
        json.WriteEndObject();
    }

    private static JsonObject Members(Fields fields, string name)
    {
        try
        {
            return fields.Object(name) is { } value ? (JsonObject?)JsonNode.Parse(value.GetRawText(), documentOptions: new() { AllowDuplicateProperties = false }) ?? [] : [];
        }
        catch (JsonException)
        {
            fields.Wrong(name, "has a member twice");
            return [];
        }
    }

    /// <summary>The text of a conversation's or a completion's first answer.</summary>
    private static string? Text(JsonElement answer)
    {
        if (answer.GetProperty("choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0
            || choices[0] is not { ValueKind: JsonValueKind.Object } choice)
        {
            return null;
        }

        var said = choice.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object
            ? message.TryGetProperty("content", out var content) ? content : default
            : choice.TryGetProperty("text", out var text) ? text : default;
        return said.ValueKind switch { JsonValueKind.String => said.GetString(), JsonValueKind.Null => "", _ => null };
    }

    /// <summary>An id from the path; no database takes a NUL.</summary>
    private static string Id(Call call, string name) => Uri.UnescapeDataString(call.RouteValue(name)).Replace('\0', '\uFFFD');
}

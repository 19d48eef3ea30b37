using System.Buffers;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Platform.Common;
using Slipway.Platform.Generation.Relays;
using Slipway.Platform.Routing;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Ollama;

/// <summary>What Ollama's routes do: its requests go through the same relay as OpenAI's, and the answers are said in its words.</summary>
internal sealed class OllamaEndpoints(Relay relay, Router router, ModelCatalog catalog, string version, TimeProvider time)
{
    private const string Latest = ":latest";

    public async Task<Failure?> GenerateAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var model = Model(fields);
        var (prompt, system, raw, stream) = (fields.Text("prompt") ?? "", fields.Text("system"), fields.Flag("raw"), fields.Flag("stream"));
        var options = OllamaOptions.Read(fields);
        Keep(fields);
        if (fields.Any("images") is { ValueKind: JsonValueKind.Array } images && images.GetArrayLength() > 0)
            fields.Wrong("images", "are not supported: no model here sees");
        foreach (var name in new[] { "suffix", "template" }.Where(name => fields.Text(name) is { Length: > 0 }))
            fields.Wrong(name, "is not supported");
        if (fields.Failure is { } invalid)
            return invalid;
        if (Find(model) is not { } known)
            return Unknown(model);
        var answer = new OllamaAnswer(model, chats: false, time);
        // Without a prompt a client only wants the model to be there.
        if (prompt.Length == 0)
            return await call.AnswerAsync(json => answer.WriteEnd(json, whole: true)).ConfigureAwait(false);
        var sink = new OllamaSink(call.Gone);
        if (raw == true)
            options["prompt"] = prompt;
        var request = raw == true ? Request(RelayOperation.Completion, known, options, call, sink)
            : PromptCall.Of("generate", known, prompt, system, options, streams: true, call.Caller, sink);
        return await AnswerAsync(call, request, sink, answer, stream ?? true).ConfigureAwait(false);
    }

    public async Task<Failure?> ChatAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var (model, stream) = (Model(fields), fields.Flag("stream"));
        var request = OllamaOptions.Read(fields);
        Keep(fields);
        request["messages"] = OllamaMessages.Read(fields);
        if (fields.Any("tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0)
            request["tools"] = JsonNode.Parse(tools.GetRawText());
        if (fields.Failure is { } invalid)
            return invalid;
        if (Find(model) is not { } name)
            return Unknown(model);
        var sink = new OllamaSink(call.Gone);
        return await AnswerAsync(call, Request(RelayOperation.Chat, name, request, call, sink), sink, new OllamaAnswer(model, chats: true, time), stream ?? true)
            .ConfigureAwait(false);
    }

    /// <param name="call">The request.</param>
    /// <param name="member">Where the text stands: <c>input</c>, one or many, or <c>prompt</c> of the older path.</param>
    public async Task<Failure?> EmbedAsync(Call call, string member)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var model = Model(fields);
        var texts = fields.Texts(member, 2048);
        if (texts is null && fields.Any(member) is null or { ValueKind: JsonValueKind.Null })
            fields.Wrong(member, Fields.Required);
        if (fields.Failure is { } invalid)
            return invalid;
        if (Find(model) is not { } name)
            return Unknown(model);
        var started = time.GetTimestamp();
        using var sink = new WholeAnswerSink(call.Gone);
        var body = new JsonObject { ["model"] = name, ["input"] = new JsonArray([.. texts!.Select(text => (JsonNode)text)]) };
        if (await relay.RunAsync(Request(RelayOperation.Embedding, name, body, call, sink)).ConfigureAwait(false) is { } failure)
            return failure;
        var answer = sink.Read();
        var vectors = answer.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("embedding")).ToList();
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            if (member == "prompt")
            {
                json.WritePropertyName("embedding"u8);
                vectors[0].WriteTo(json);
                json.WriteEndObject();
                return;
            }

            json.WriteString("model"u8, model);
            json.WriteStartArray("embeddings"u8);
            foreach (var vector in vectors)
                vector.WriteTo(json);
            json.WriteEndArray();
            json.WriteNumber("total_duration"u8, time.GetElapsedTime(started).ToMicros() * 1000);
            if (answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object && usage.TryGetProperty("prompt_tokens", out var tokens))
            {
                json.WritePropertyName("prompt_eval_count"u8);
                tokens.WriteTo(json);
            }

            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> ShowAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var model = Model(fields);
        if (fields.Failure is { } invalid)
            return invalid;
        if (Find(model) is not { } name || catalog.Usable().FirstOrDefault(usable => usable.Id == name) is not { } known)
            return Unknown(model);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("modelfile"u8, "");
            json.WriteString("parameters"u8, "");
            json.WriteString("template"u8, "");
            json.WriteStartObject("details"u8);
            json.WriteEndObject();
            json.WriteStartObject("model_info"u8);
            json.WriteEndObject();
            json.WriteStartArray("capabilities"u8);
            json.WriteStringValue("completion");
            json.WriteEndArray();
            json.WriteString("modified_at"u8, Time(known.CreatedAt));
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>What can be asked is what is loaded, so both lists are the same.</summary>
    public Task<Failure?> ListAsync(Call call) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("models"u8);
        foreach (var model in catalog.Usable())
        {
            json.WriteStartObject();
            json.WriteString("name"u8, model.Id);
            json.WriteString("model"u8, model.Id);
            json.WriteString("modified_at"u8, Time(model.CreatedAt));
            json.WriteNull("size"u8);
            json.WriteNull("digest"u8);
            json.WriteStartObject("details"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public Task<Failure?> VersionAsync(Call call) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("version"u8, version);
        json.WriteEndObject();
    });

    private async Task<Failure?> AnswerAsync(Call call, RelayCall request, OllamaSink sink, OllamaAnswer answer, bool streams)
    {
        var relaying = RelayAsync();
        var response = call.Http.Response;
        await foreach (var item in SseParser.Create(sink.Events).EnumerateAsync(call.Gone).ConfigureAwait(false))
        {
            if (item.Data == "[DONE]")
                continue;
            var (text, thought) = answer.Note(item.Data);
            if (streams && text.Length + thought.Length > 0)
                await WriteAsync(json => answer.WritePiece(json, text, thought)).ConfigureAwait(false);
        }

        if (await relaying.ConfigureAwait(false) is { } failure)
            return failure;
        if (answer.Error is { } error && !response.HasStarted)
            return new Failure(FailureKind.BackendFailed, error);
        if (!streams)
            return await call.AnswerAsync(json => answer.WriteEnd(json, whole: true)).ConfigureAwait(false);
        await WriteAsync(json =>
        {
            if (answer.Error is null)
            {
                answer.WriteEnd(json, whole: false);
                return;
            }

            json.WriteStartObject();
            json.WriteString("error"u8, answer.Error);
            json.WriteEndObject();
        }).ConfigureAwait(false);
        return null;

        async Task<Failure?> RelayAsync()
        {
            try
            {
                return await relay.RunAsync(request).ConfigureAwait(false);
            }
            finally
            {
                await sink.Body.CompleteAsync().ConfigureAwait(false);
            }
        }

        async ValueTask WriteAsync(Action<Utf8JsonWriter> write)
        {
            if (!response.HasStarted)
                response.ContentType = "application/x-ndjson";
            using (var json = new Utf8JsonWriter(response.BodyWriter, Call.Relaxed))
                write(json);
            response.BodyWriter.Write("\n"u8);
            await response.BodyWriter.FlushAsync(call.Gone).ConfigureAwait(false);
        }
    }

    private static RelayCall Request(RelayOperation operation, string name, JsonObject members, Call call, IRelayCaller sink)
    {
        members["model"] = name;
        if (operation.Streams)
            members["stream"] = true;
        var body = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(members, OllamaJson.Default.JsonNode);
        var outline = RequestOutline.Read(body, out _) ?? throw new InvalidOperationException("an own request cannot be read");
        return new RelayCall(operation, body, outline, call.Caller, call.Header("X-Session-Id"), sink);
    }

    /// <summary>How long a model stays is not a request's matter here; a value of the right form is taken as such.</summary>
    private static void Keep(Fields fields)
    {
        if (fields.Any("keep_alive") is { ValueKind: not (JsonValueKind.Number or JsonValueKind.String or JsonValueKind.Null) })
            fields.Wrong("keep_alive", "must be a duration such as \"5m\", or seconds");
    }

    private static string Model(Fields fields) => fields.Name("model") is { Length: > 0 } model ? model : fields.RequiredName(fields.Any("name") is null ? "model" : "name");

    /// <summary>Ollama's clients may add a tag to a name.</summary>
    private string? Find(string model) => router.Find(model) is not null ? model
        : model.EndsWith(Latest, StringComparison.Ordinal) && router.Find(model[..^Latest.Length]) is not null ? model[..^Latest.Length] : null;

    private static Failure Unknown(string model) => new(FailureKind.NotFound, $"model '{model}' not found");

    private static string Time(long micros) => Micros.ToTime(micros).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}

using System.Text.Json;
using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Platform.Generation.Direct;
using Slipway.Server.Contracts.Generation;
using Slipway.Server.Http;
using Slipway.Server.Limits;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary><c>POST /v1/inference</c>: a free-form input, rendered as the model was trained to read it.</summary>
internal sealed class InferenceEndpoint(DirectGeneration generation, GenerationDefaults defaults)
{
    public ContractRoute Route => new("POST", "/v1/inference", Http.Contracts.MlInfrastructure, Role.Operator, RunAsync) { Group = LimitGroup.Inference };

    private async Task<Failure?> RunAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var model = fields.RequiredName("model_id");
        var version = fields.Name("model_version");
        var input = Input(fields);
        var parameters = SamplingFields.Read(fields, defaults) with { Model = model, UserId = fields.Name("user_id") ?? "" };
        if (fields.Failure is { } invalid)
            return invalid;
        var request = new DirectRequest(call.Caller, "inference", version, parameters, call.Header("X-Session-Id"))
        {
            Render = template => InputRendering.Render(input, template),
        };
        var answer = await generation.RunAsync(request, call.Gone).ConfigureAwait(false);
        if (!answer.Succeeded)
            return answer.Failure;
        var generated = answer.Value.Generated;
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id"u8, model);
            json.WriteString("output"u8, generated.Text);
            json.WriteStartObject("metadata"u8);
            json.WriteNumber("tokens_generated"u8, generated.CompletionTokens);
            json.WriteNumber("generation_time"u8, Math.Round(generated.Total.TotalSeconds, 6));
            json.WriteString("model_version"u8, answer.Value.Version);
            json.WriteEndObject();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static JsonElement Input(Fields fields)
    {
        var input = fields.Present("input");
        if (input is null)
            fields.Wrong("input", Fields.Required);
        else if (input.Value.ValueKind == JsonValueKind.String ? string.IsNullOrEmpty(fields.Text("input")) : input.Value.ValueKind != JsonValueKind.Object)
            fields.Wrong("input", "must be an object or a text");
        else if (input.Value.ValueKind == JsonValueKind.Object && !input.Value.EnumerateObject().Any())
            fields.Wrong("input", "must not be empty");
        return input ?? default;
    }
}

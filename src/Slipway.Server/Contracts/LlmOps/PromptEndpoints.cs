using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Platform.Prompts;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.LlmOps;

/// <summary>LLMOps Manager's prompts, and beside them aliases and the difference of two versions.</summary>
internal sealed class PromptEndpoints(PromptBook prompts)
{
    public async Task<Failure?> RegisterAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var id = fields.RequiredName("prompt_id");
        var version = fields.RequiredName("prompt_version");
        var text = fields.RequiredText("prompt_text", PromptBook.LongestText);
        var metadata = fields.Object("metadata");
        if (fields.Failure is { } invalid)
            return invalid;
        var registered = await prompts.RegisterAsync(call.Caller, id, version, text, metadata?.GetRawText() ?? "{}").ConfigureAwait(false);
        if (!registered.Succeeded)
            return registered.Failure;
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("prompt_id"u8, id);
            json.WriteString("prompt_version"u8, version);
            json.WriteString("prompt_uri"u8, $"prompts:/{Uri.EscapeDataString(id)}/{Uri.EscapeDataString(version)}");
            json.WriteString("status"u8, "registered"u8);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> ListAsync(Call call)
    {
        var names = await prompts.NamesAsync(call.Caller).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            WriteArray(json, "prompts", names);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> VersionsAsync(Call call)
    {
        var id = call.RouteValue("prompt_id");
        var versions = await prompts.VersionsAsync(call.Caller, id).ConfigureAwait(false);
        if (!versions.Succeeded)
            return versions.Failure;
        var aliases = await prompts.AliasesAsync(call.Caller, id).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("prompt_id"u8, id);
            WriteArray(json, "versions", versions.Value);
            json.WriteStartObject("aliases"u8);
            foreach (var (alias, version) in aliases)
                json.WriteString(alias, version);
            json.WriteEndObject();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> FindAsync(Call call)
    {
        var found = await prompts.FindAsync(call.Caller, call.RouteValue("prompt_id"), call.Query("version")).ConfigureAwait(false);
        if (!found.Succeeded)
            return found.Failure;
        var prompt = found.Value;
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("prompt_id"u8, prompt.PromptId);
            json.WriteString("prompt_version"u8, prompt.Version);
            json.WriteString("prompt_text"u8, prompt.Text);
            json.WritePropertyName("metadata"u8);
            json.WriteRawValue(prompt.Metadata);
            WriteArray(json, "variables", new PromptText(prompt.Text).Variables);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> CompareAsync(Call call)
    {
        var id = call.RouteValue("prompt_id");
        if (call.Query("from") is not { } from)
            return Failure.Invalid("from", Fields.Required);
        var before = await prompts.FindAsync(call.Caller, id, from).ConfigureAwait(false);
        var after = await prompts.FindAsync(call.Caller, id, call.Query("to")).ConfigureAwait(false);
        if (!before.Succeeded || !after.Succeeded)
            return before.Failure ?? after.Failure;
        var lines = TextDiff.Compare(before.Value.Text, after.Value.Text);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("prompt_id"u8, id);
            json.WriteString("from"u8, before.Value.Version);
            json.WriteString("to"u8, after.Value.Version);
            json.WriteStartArray("lines"u8);
            foreach (var line in lines)
            {
                json.WriteStartObject();
                json.WriteString("change"u8, line.Change switch { LineChange.Added => "added", LineChange.Removed => "removed", _ => "same" });
                json.WriteString("text"u8, line.Text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> PointAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var version = fields.RequiredName("version");
        if (fields.Failure is { } invalid)
            return invalid;
        var (id, alias) = (call.RouteValue("prompt_id"), call.RouteValue("alias"));
        return await prompts.PointAsync(call.Caller, id, alias, version).ConfigureAwait(false) is { } failure
            ? failure
            : await AnswerAliasAsync(call, id, alias, version).ConfigureAwait(false);
    }

    public async Task<Failure?> RemoveAliasAsync(Call call)
    {
        var (id, alias) = (call.RouteValue("prompt_id"), call.RouteValue("alias"));
        return await prompts.RemoveAliasAsync(call.Caller, id, alias).ConfigureAwait(false) is { } failure
            ? failure
            : await AnswerAliasAsync(call, id, alias, null).ConfigureAwait(false);
    }

    private static Task<Failure?> AnswerAliasAsync(Call call, string id, string alias, string? version) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("prompt_id"u8, id);
        json.WriteString("alias"u8, alias);
        json.WriteString("version"u8, version);
        json.WriteEndObject();
    });

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}

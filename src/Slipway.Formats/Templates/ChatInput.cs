using System.Text.Json;

namespace Slipway.Formats.Templates;

/// <summary>A conversation to render. Its JSON has the form of OpenAI's requests, which is what templates are written for.</summary>
public sealed record ChatInput
{
    /// <summary>Array of messages: role, content (text or parts), tool_calls, tool_call_id, reasoning_content, …</summary>
    public required JsonElement Messages { get; init; }

    /// <summary>Array of tools; none in the template where there are none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Array of documents for templates of retrieval models.</summary>
    public JsonElement? Documents { get; init; }

    /// <summary>Whether the prompt ends with the opening of the assistant's answer.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    public string BosToken { get; init; } = "";

    public string EosToken { get; init; } = "";

    /// <summary>Object of further variables, such as <c>enable_thinking</c>.</summary>
    public JsonElement? Variables { get; init; }

    /// <summary>What <c>strftime_now</c> reads.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

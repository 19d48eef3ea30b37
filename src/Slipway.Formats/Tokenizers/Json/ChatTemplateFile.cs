using System.Text;
using System.Text.Json;
using Slipway.Formats.HuggingFace;

namespace Slipway.Formats.Tokenizers.Json;

/// <summary>
/// Finds the chat template: in a file of its own, or in <c>tokenizer_config.json</c>, alone or as one of several by their names.
/// </summary>
internal static class ChatTemplateFile
{
    private const int MaxBytes = 1 << 20;

    public const string Default = "default";

    /// <summary>The template for conversations with tools, where a model has one of its own for them.</summary>
    public const string ToolUse = "tool_use";

    public static string? Read(string folder, string name = Default)
    {
        var own = Path.Combine(folder, name == Default ? "chat_template.jinja" : Path.Combine("additional_chat_templates", $"{name}.jinja"));
        if (File.Exists(own))
        {
            return new FileInfo(own).Length <= MaxBytes
                ? File.ReadAllText(own, Encoding.UTF8)
                : throw new ModelFileException(own, "file", $"is longer than {MaxBytes} bytes");
        }

        var config = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(config) || new JsonPlace(config, "", JsonFile.Read(config)).Member("chat_template") is not { } template)
            return null;
        if (template.Value.ValueKind != JsonValueKind.Array)
            return name == Default ? template.AsText() : null;
        var named = (template with { Value = JsonElement.Parse($"{{\"all\":{template.Value.GetRawText()}}}") }).Elements("all").ToList();
        return named.Find(entry => entry.Text("name") == name) is { File: not null } entry ? entry.Text("template") : null;
    }
}

using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

/// <summary><c>none</c>, <c>auto</c>, <c>required</c>, or one function by its name.</summary>
[JsonConverter(typeof(ToolChoiceConverter))]
public sealed record ToolChoice(string Mode, string? Function = null)
{
    public static readonly ToolChoice None = new("none");
    public static readonly ToolChoice Auto = new("auto");
    public static readonly ToolChoice Required = new("required");
}

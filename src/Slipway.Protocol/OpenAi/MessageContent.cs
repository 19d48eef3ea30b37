using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

/// <summary>A message's content: a string, or an array of parts.</summary>
[JsonConverter(typeof(MessageContentConverter))]
public sealed record MessageContent(IReadOnlyList<ContentPart> Parts)
{
    public static MessageContent Of(string text) => new([new ContentPart { Type = "text", Text = text }]);

    public string Text => Parts.Count == 1 ? Parts[0].Text ?? "" : string.Concat(Parts.Select(part => part.Text));
}

namespace Slipway.Protocol.OpenAi;

public sealed record ModelList
{
    public string Object { get; set; } = "list";
    public required IReadOnlyList<ModelCard> Data { get; init; }
}

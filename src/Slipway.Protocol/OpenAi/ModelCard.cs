namespace Slipway.Protocol.OpenAi;

public sealed record ModelCard
{
    public required string Id { get; init; }
    public string Object { get; set; } = "model";
    public long Created { get; init; }
    public string OwnedBy { get; set; } = "slipway";

    /// <summary>For an adapter, the model it belongs to, as vLLM says it.</summary>
    public string? Parent { get; init; }

    /// <summary>Tokens that one request may use.</summary>
    public int? MaxModelLen { get; init; }
}

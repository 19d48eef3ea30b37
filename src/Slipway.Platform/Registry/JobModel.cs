namespace Slipway.Platform.Registry;

/// <summary>A request to give the model of a job a name, or to say more about a model that exists.</summary>
public sealed record JobModel
{
    public required string Name { get; init; }

    /// <summary>Null where it is about a model that exists.</summary>
    public string? JobId { get; init; }

    public string? ModelType { get; init; }
    public string? Description { get; init; }

    /// <summary>A JSON object of figures that the client reports; they never replace a measurement.</summary>
    public string? Metrics { get; init; }

    public ModelStage? Stage { get; init; }
}

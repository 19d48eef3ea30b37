namespace Slipway.Server.Access;

/// <summary>Whom the server answers.</summary>
public sealed record AccessOptions
{
    /// <summary>The documented sample keys work, so that nobody but local callers is answered, whatever the path.</summary>
    public bool OnlyLocalCallers { get; init; }

    /// <summary>Even local callers need a credential where the document has none.</summary>
    public bool LocalCallersNeedKeys { get; init; }

    /// <summary>Origins whose pages may call; <c>*</c> for any.</summary>
    public IReadOnlyList<string> CrossOrigins { get; init; } = [];
}

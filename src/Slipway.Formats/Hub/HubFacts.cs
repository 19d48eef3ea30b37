namespace Slipway.Formats.Hub;

/// <summary>What the hub says of one file: the tag that names its content, its size, and where its bytes are right now.</summary>
internal sealed record HubFacts(string Etag, long Size, Uri Location);

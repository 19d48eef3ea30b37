namespace Slipway.Server.Docs;

/// <param name="Name">Its file's name.</param>
/// <param name="Title">The contract that it describes.</param>
public sealed record ApiDocument(string Name, string Title);

namespace Slipway.Platform.Generation.Relays;

/// <summary>A call of OpenAI's API that is passed through.</summary>
/// <param name="Name">As usage records call it.</param>
/// <param name="Path">Below the engine's base address.</param>
/// <param name="Streams">Whether <c>stream</c> means anything.</param>
public sealed record RelayOperation(string Name, string Path, bool Streams)
{
    public static readonly RelayOperation Chat = new("chat", "v1/chat/completions", true);
    public static readonly RelayOperation Completion = new("completion", "v1/completions", true);
    public static readonly RelayOperation Embedding = new("embedding", "v1/embeddings", false);

    public bool IsChat => Path == Chat.Path;
}

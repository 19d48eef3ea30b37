namespace Slipway.Platform.Deployments;

/// <summary>What a server elsewhere takes, found out when it is added.</summary>
public sealed class BackEndProfile
{
    private volatile bool _chats = true;
    private volatile bool _wantsMaxCompletionTokens;

    /// <summary>Parameters that it would drop without a word. What it refuses by itself need not stand here.</summary>
    public IReadOnlySet<string> Drops { get; init; } = new HashSet<string>();

    /// <summary>It takes conversations; otherwise only text to continue.</summary>
    public bool Chats
    {
        get => _chats;
        set => _chats = value;
    }

    /// <summary>It refuses <c>max_tokens</c> in conversations and wants its newer name.</summary>
    public bool WantsMaxCompletionTokens
    {
        get => _wantsMaxCompletionTokens;
        set => _wantsMaxCompletionTokens = value;
    }
}

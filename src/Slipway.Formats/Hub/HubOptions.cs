namespace Slipway.Formats.Hub;

/// <summary>Where the hub is, who asks, and where its files are kept: by the same variables as Hugging Face's own tools.</summary>
public sealed record HubOptions
{
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    public string? Token { get; init; }

    /// <summary>The folder that holds models--org--name folders.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Ask nobody; use what the cache has.</summary>
    public bool Offline { get; init; }

    /// <summary>The first wait before something is tried again; each further one is twice as long.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_HUB_CACHE, HF_HUB_OFFLINE, XDG_CACHE_HOME.</summary>
    public static HubOptions FromEnvironment(Func<string, string?> variable)
    {
        string? Get(string name) => string.IsNullOrWhiteSpace(variable(name)) ? null : variable(name)!.Trim();
        var user = Get("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string Expand(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? user + path[1..] : path;
        var home = Expand(Get("HF_HOME") ?? Path.Combine(Get("XDG_CACHE_HOME") ?? Path.Combine(user, ".cache"), "huggingface"));
        var endpoint = Get("HF_ENDPOINT") ?? "https://huggingface.co";
        if (!Uri.TryCreate(endpoint.TrimEnd('/'), UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            throw new HubException($"HF_ENDPOINT '{endpoint}' is not an address like https://huggingface.co");
        return new HubOptions
        {
            Endpoint = uri,
            Token = Get("HF_TOKEN") ?? ReadToken(Expand(Get("HF_TOKEN_PATH") ?? Path.Combine(home, "token"))),
            CacheFolder = Expand(Get("HF_HUB_CACHE") ?? Path.Combine(home, "hub")),
            Offline = Get("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE",
        };
    }

    private static string? ReadToken(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new HubException($"the token in {path} cannot be read: {problem.Message}", problem);
        }
    }
}

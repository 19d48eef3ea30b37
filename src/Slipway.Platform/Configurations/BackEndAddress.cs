namespace Slipway.Platform.Configurations;

/// <summary>Base addresses of servers elsewhere, as people write them.</summary>
public static class BackEndAddress
{
    /// <summary>What is wrong with it, or null.</summary>
    public static string? Problem(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            return "must be an address such as http://127.0.0.1:8080/v1";
        if (address.UserInfo.Length > 0)
            return "must have no user name or password; use api_key";
        return address.Query.Length > 0 || address.Fragment.Length > 0 ? "must end with its path" : null;
    }

    /// <summary>Addresses are written with and without <c>/v1</c> and a slash at their end.</summary>
    public static string Root(string text)
    {
        var root = text.TrimEnd('/');
        return root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^3].TrimEnd('/') : root;
    }

    public static bool Same(string one, string? other) =>
        other is not null && Uri.TryCreate(Root(one), UriKind.Absolute, out var a) && Uri.TryCreate(Root(other), UriKind.Absolute, out var b) && a == b;
}

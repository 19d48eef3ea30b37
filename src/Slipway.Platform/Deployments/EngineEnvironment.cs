namespace Slipway.Platform.Deployments;

/// <summary>Which environment variables a deployment may give its engine: all but those that steer the loader or the runtime.</summary>
public static class EngineEnvironment
{
    private static readonly string[] Prefixes = ["LD_", "DOTNET_", "COMPlus_", "CORECLR_"];
    private static readonly string[] Names = ["PATH", "HOME", "TMPDIR"];

    /// <summary>What is wrong with the name, or null.</summary>
    public static string? Problem(string name) =>
        name.Length is 0 or > 256 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? $"'{name}' is no name of an environment variable"
        : Names.Contains(name, StringComparer.OrdinalIgnoreCase) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            ? $"'{name}' steers how the engine is loaded and may not be set"
        : null;
}

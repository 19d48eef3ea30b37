using Slipway.Testing;

namespace Slipway.Tests;

/// <summary>The executable, run as a user runs it.</summary>
internal static class CommandLine
{
    public static Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    public static Task<ProcessResult> RunAsync(Dictionary<string, string> environment, params string[] arguments) => ProcessRunner.RunAsync(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "slipway.dll"), .. arguments], TimeSpan.FromSeconds(60), environment);
}

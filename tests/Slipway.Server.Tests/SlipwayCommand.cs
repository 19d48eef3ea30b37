using Slipway.Testing;

namespace Slipway.Server.Tests;

/// <summary>The real executable.</summary>
internal static class SlipwayCommand
{
    public static readonly string Executable = Path.ChangeExtension(typeof(Slipway.Serving.SlipwayHost).Assembly.Location, null);

    public static async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync(Executable, arguments, TimeSpan.FromSeconds(30));
        Assert.True(result.ExitCode == 0, result.Errors);
        return result;
    }

    /// <summary>What a command says that cannot do what it is asked.</summary>
    public static async Task<string> FailAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync(Executable, arguments, TimeSpan.FromSeconds(30), environment);
        Assert.True(result.ExitCode == 1, result.Output + result.Errors);
        return result.Errors;
    }
}

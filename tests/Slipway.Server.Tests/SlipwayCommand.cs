using Slipway.Testing;

namespace Slipway.Server.Tests;

/// <summary>The real executable.</summary>
internal static class SlipwayCommand
{
    public static async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        var executable = Path.ChangeExtension(typeof(Slipway.Serving.SlipwayHost).Assembly.Location, null);
        var result = await ProcessRunner.RunAsync(executable, arguments, TimeSpan.FromSeconds(30));
        Assert.True(result.ExitCode == 0, result.Errors);
        return result;
    }
}

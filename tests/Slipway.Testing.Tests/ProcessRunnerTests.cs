namespace Slipway.Testing.Tests;

public sealed class ProcessRunnerTests
{
    [Fact]
    public async Task A_result_has_both_streams_and_the_exit_code()
    {
        var result = await ProcessRunner.RunAsync(
            "sh", ["-c", "echo out; echo $WORD >&2; exit 3"], TimeSpan.FromSeconds(20), new Dictionary<string, string> { ["WORD"] = "err" });

        Assert.Equal(new ProcessResult(3, "out\n", "err\n"), result);
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_killed() =>
        await Assert.ThrowsAsync<TimeoutException>(
            () => ProcessRunner.RunAsync("sh", ["-c", "sleep 60"], TimeSpan.FromMilliseconds(200)));
}

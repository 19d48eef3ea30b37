using System.Text.Json;
using Slipway.Protocol.Jobs;
using Slipway.Testing;

namespace Slipway.Tests;

public sealed class JobCommandTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public async Task A_job_ends_as_cancelled_when_its_standard_input_ends()
    {
        using var process = ProcessRunner.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "slipway.dll"), "job", "--spec", Spec(100_000), "--supervised"]);
        string? line;
        do
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        while (line is not null && Parsed(line).Progress is not { CurrentStep: > 0 });
        Assert.NotNull(line);
        process.StandardInput.Close();
        var rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(JobEvents.Cancelled, Parsed(rest.Trim().Split('\n')[^1]).Event);
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public async Task A_job_tells_of_itself_in_lines_and_ends_with_zero()
    {
        var result = await CommandLine.RunAsync("job", "--spec", Spec(2));
        Assert.Equal("", result.Errors);
        Assert.Equal(0, result.ExitCode);
        var last = Parsed(result.Output.Trim().Split('\n')[^1]);
        Assert.Equal((JobEvents.Completed, 2), (last.Event, last.Result!.Steps));
    }

    public void Dispose() => _folder.Dispose();

    private static JobEvent Parsed(string line) => JsonSerializer.Deserialize(line, JobJson.Default.JobEvent)!;

    private string Spec(int steps)
    {
        File.WriteAllText(_folder.File("data.json"), """[{"prompt": "one", "completion": "two"}, {"prompt": "three", "completion": "four"}]""");
        var path = _folder.File("spec.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new JobSpec
        {
            Kind = JobKinds.Training,
            Model = "embedded:llama4",
            Folder = _folder.File("job"),
            Dataset = new JobDataset(_folder.File("data.json"), "json") { HeldOut = 0 },
            Config = new TrainingConfig { MaxSteps = steps, BatchSize = 2 },
            Evaluation = new EvaluationConfig { MaxTokens = 4 },
        }, JobJson.Default.JobSpec));
        return path;
    }
}

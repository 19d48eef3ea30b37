using System.Collections.Concurrent;
using System.CommandLine;
using Slipway.Formats.Hub;
using Spectre.Console;

namespace Slipway;

/// <summary><c>slipway pull hf://org/model[@revision][:file]</c></summary>
internal static class PullCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model")
        {
            Description = "hf://org/model[@revision][:file]. The file may also be a type such as Q4_K_M; without one it is the repository's model.",
        };
        var command = new Command("pull", "Download a model from the Hugging Face hub, and print where it lies.\n\n"
            + "What is there already is not downloaded again, and a download that was stopped goes on. HF_TOKEN names you to the hub, "
            + "HF_ENDPOINT is another hub or mirror, HF_HOME is where the files are kept, shared with Hugging Face's own tools.")
        {
            model,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                var pulled = await RunAsync(HubReference.Parse(parsed.GetValue(model)!), cancellation);
                Console.WriteLine(pulled.Path);
                return 0;
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("slipway pull: stopped; run it again to go on");
                return 130;
            }
            catch (Exception problem) when (problem is HubException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"slipway pull: {problem.Message}");
                return 1;
            }
        });
        return command;
    }

    private static async Task<PulledModel> RunAsync(HubReference reference, CancellationToken cancellation)
    {
        using var puller = new HubPuller(HubOptions.FromEnvironment(Environment.GetEnvironmentVariable));
        // Standard output is for the path alone.
        var pulled = await Terminal.Errors().Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(context => puller.PullAsync(reference, new Bars(context), cancellation));
        if (pulled.FromCache)
            Console.Error.WriteLine($"slipway pull: the hub was not reached; this is commit {pulled.Commit[..12]} from the cache");
        return pulled;
    }

    private sealed class Bars(ProgressContext context) : IProgress<HubProgress>
    {
        private readonly ConcurrentDictionary<string, Lazy<ProgressTask>> _bars = new();

        public void Report(HubProgress value)
        {
            var bar = _bars.GetOrAdd(value.File, file => new(() => context.AddTask(Markup.Escape(file)))).Value;
            bar.MaxValue = Math.Max(1, value.Size);
            bar.Value = value.Size == 0 ? 1 : value.Received;
        }
    }
}

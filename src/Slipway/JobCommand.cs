using System.CommandLine;
using System.Text.Json;
using Slipway.Protocol.Jobs;
using Slipway.Training.Jobs;

namespace Slipway;

/// <summary><c>slipway job --spec FILE</c>: one training or evaluation as a process of its own, which tells of itself in JSON lines.</summary>
internal static class JobCommand
{
    private const int Cancelled = 130;

    public static Command Create()
    {
        var spec = new Option<FileInfo>("--spec") { Description = "The job's specification, a JSON file.", Required = true };
        var supervised = new Option<bool>("--supervised") { Description = "End when standard input ends: whoever started this is gone." };
        var command = new Command("job", "Run one training or evaluation and tell of it in JSON lines.") { spec, supervised };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            JobSpec job;
            var path = parsed.GetRequiredValue(spec).FullName;
            try
            {
                job = JsonSerializer.Deserialize(File.ReadAllBytes(path), JobJson.Default.JobSpec) ?? throw new JsonException("it is empty");
            }
            catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"slipway job: {path}: {error.Message}");
                return 2;
            }
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (parsed.GetValue(supervised))
                CancelAtEnd(Console.OpenStandardInput(), stop);
            using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true, NewLine = "\n" };
            using var runner = new JobRunner(job, TimeProvider.System, happened =>
            {
                try
                {
                    output.WriteLine(JsonSerializer.Serialize(happened, JobJson.Default.JobEvent));
                }
                catch (IOException)
                {
                    // Nobody listens any more.
                    stop.Cancel();
                }
            });
            return runner.Run(stop.Token) ? 0 : stop.IsCancellationRequested ? Cancelled : 1;
        }, CancellationToken.None));
        return command;
    }

    private static void CancelAtEnd(Stream input, CancellationTokenSource stop)
    {
        var thread = new Thread(() =>
        {
            var ignored = new byte[256];
            while (input.Read(ignored) > 0)
            {
            }
            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The job was over first.
            }
        })
        { IsBackground = true, Name = "standard input" };
        thread.Start();
    }
}

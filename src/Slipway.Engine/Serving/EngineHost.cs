using System.Runtime.InteropServices;
using Slipway.Formats;
using Slipway.Models;

namespace Slipway.Engine.Serving;

/// <summary>An engine process from start to end.</summary>
public static class EngineHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Serves until it is told to end; answers the exit code. What goes wrong at the start is one line on standard error.</summary>
    public static async Task<int> RunAsync(EngineOptions options, IProgress<LoadProgress>? progress, TimeProvider time)
    {
        if (options.Supervised)
            Supervision.Start();
        using var ended = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

        // It listens while it loads, so that whoever waits sees how far it is.
        var routes = new EngineRoutes();
        await using var front = new HttpFront(routes.HandleAsync);
        try
        {
            await front.StartAsync(options, ended.Token);
        }
        catch (Exception exception) when (exception is IOException or FormatException or System.Net.Sockets.SocketException)
        {
            return Fail(exception.Message);
        }

        ServedModel model;
        try
        {
            var loading = Task.Run(() => ServedModel.Load(options, time, new Shown(routes, progress)));
            await Task.WhenAny(loading, Task.Delay(Timeout.Infinite, ended.Token));
            if (ended.IsCancellationRequested)
                return 0;
            model = await loading;
        }
        catch (Exception exception) when (exception is ModelFileException or IOException or UnauthorizedAccessException)
        {
            var message = exception.Message.ReplaceLineEndings(" ");
            return Fail(exception is ModelFileException || message.Contains(options.ModelPath, StringComparison.Ordinal) ? message : $"{options.ModelPath}: {message}");
        }
        using (model)
        {
            routes.Open(model);
            Console.WriteLine($"{model.Name}: ready at {string.Join(", ", front.Addresses)}");
            await Task.Delay(Timeout.Infinite, ended.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await FinishAsync(model, time);
            return 0;
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.Cancel();
        }
    }

    /// <summary>What was accepted may finish, within reason.</summary>
    private static async Task FinishAsync(ServedModel model, TimeProvider time)
    {
        model.Scheduler.Drain();
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), time);
        while (model.Scheduler.Meters.Running + model.Scheduler.Queued > 0 && time.GetElapsedTime(start) < Patience)
            await timer.WaitForNextTickAsync();
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"slipway engine: {message}");
        return 1;
    }

    private sealed class Shown(EngineRoutes routes, IProgress<LoadProgress>? progress) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value)
        {
            routes.Progress = value.Total == 0 ? 1 : (double)value.Done / value.Total;
            progress?.Report(value);
        }
    }
}

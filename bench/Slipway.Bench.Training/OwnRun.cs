using System.Globalization;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Synthesis;
using Slipway.Training;
using Slipway.Training.Adapters;
using Slipway.Training.Data;

namespace Slipway.Bench.Training;

/// <summary>One case in this process: the trainer as a job uses it. The fastest step counts, for the machine may be shared.</summary>
internal static class OwnRun
{
    public static Measured Measure(Case what, int threads)
    {
        var path = Path.Combine(Path.GetTempPath(), $"slipway-bench-{what.Name}.gguf");
        if (!File.Exists(path))
            RandomModel.Write(path, what.Shape, 1, TensorType.F32);
        using var file = GgufFile.Open(path);
        var random = new Random(1);
        var examples = Enumerable.Range(0, what.Sequences * (what.Steps + 1)).Select(_ =>
            TrainingExample.Text([.. Enumerable.Range(0, what.Length + 1).Select(_ => random.Next(what.Shape.Vocabulary))])).ToList();
        using var trainer = new Trainer(file, examples, [], new TrainingOptions
        {
            Epochs = 1,
            BatchSize = what.Sequences,
            MaxSequence = what.Length + 1,
            Lora = what.Lora ? new LoraOptions { Rank = Case.Rank } : null,
            Threads = threads,
        }, TimeProvider.System);
        var clock = new Clock();
        trainer.Run(null, clock, CancellationToken.None);
        return new Measured(what.Sequences * what.Length / clock.Best.TotalSeconds, PeakMegabytes());
    }

    private static double PeakMegabytes() =>
        double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024;

    private sealed class Clock : IProgress<StepReport>
    {
        private long _last;

        public TimeSpan Best { get; private set; } = TimeSpan.MaxValue;

        public void Report(StepReport value)
        {
            var now = TimeProvider.System.GetTimestamp();
            if (value.Step > 1 && TimeProvider.System.GetElapsedTime(_last, now) is var took && took < Best)
                Best = took;
            _last = now;
        }
    }
}

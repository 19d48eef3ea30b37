using Slipway.Models.Quantization;
using Spectre.Console;

namespace Slipway;

/// <summary>The progress of writing a model file, on standard error.</summary>
internal static class QuantizationBar
{
    public static void Show(string title, Action<IProgress<QuantizationProgress>> write) =>
        Terminal.Errors().Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask(title);
                write(new SameThreadProgress(report =>
                {
                    bar.MaxValue = report.Total;
                    bar.Value = report.Done;
                    bar.Description = report.From == report.To ? report.Tensor : $"{report.Tensor} {report.From} to {report.To}";
                }));
                bar.Description = title;
            });

    /// <summary>Unlike <see cref="Progress{T}"/>, in order and before the work goes on.</summary>
    private sealed class SameThreadProgress(Action<QuantizationProgress> report) : IProgress<QuantizationProgress>
    {
        public void Report(QuantizationProgress value) => report(value);
    }
}

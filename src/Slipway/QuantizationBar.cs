using Slipway.Models.Quantization;
using Spectre.Console;

namespace Slipway;

/// <summary>The progress of making a smaller model file, on standard error.</summary>
internal static class QuantizationBar
{
    public static void Show(string title, Action<IProgress<QuantizationProgress>> write) => Bar().Start(context =>
    {
        var bar = context.AddTask(title);
        write(new SameThreadProgress<QuantizationProgress>(report =>
        {
            bar.MaxValue = report.Total;
            bar.Value = report.Done;
            bar.Description = report.From == report.To ? report.Tensor : $"{report.Tensor} {report.From} to {report.To}";
        }));
        bar.Description = title;
    });

    /// <summary>Of tokens that are read.</summary>
    public static T Measure<T>(Func<IProgress<(int Done, int Total)>, T> measure) => Bar().Start(context =>
    {
        var bar = context.AddTask("measuring importance");
        return measure(new SameThreadProgress<(int Done, int Total)>(report => (bar.Value, bar.MaxValue) = (report.Done, report.Total)));
    });

    private static Progress Bar() => Terminal.Errors().Progress().Columns(
        new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());

    /// <summary>Unlike <see cref="Progress{T}"/>, in order and before the work goes on.</summary>
    private sealed class SameThreadProgress<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}

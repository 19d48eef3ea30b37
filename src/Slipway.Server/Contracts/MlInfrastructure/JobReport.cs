using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Platform.Jobs;
using Slipway.Protocol.Jobs;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>A job on one page, with its curves drawn; it needs nothing from elsewhere.</summary>
internal static class JobReport
{
    private const int Width = 720;
    private const int Height = 220;

    public static string Html(Job job, IReadOnlyList<JobEvent> curve)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>").Append(Text(job.Id)).Append("</title>")
            .Append("<style>body{font:15px/1.5 system-ui,sans-serif;max-width:760px;margin:2em auto;padding:0 1em}")
            .Append("th{text-align:left;padding-right:2em;font-weight:500}svg{background:#f6f7f9}polyline{fill:none;stroke-width:1.5}")
            .Append("text{font-size:11px;fill:#555}</style>")
            .Append("<h1>Training job ").Append(Text(job.Id)).Append("</h1><table>");
        Row("Status", job.Status.Word() + (job.Problem is { } problem ? ": " + problem : ""));
        Row("Model", job.ModelType);
        Row("Dataset", job.Dataset);
        Row("Experiment", job.ExperimentName);
        Row("Created", WireTime.Of(job.CreatedAt));
        Row("Result", job.ModelId);
        Row("Steps", Number(job.Result?.Steps ?? job.Progress?.CurrentStep));
        Row("Final loss", Number(job.Result?.FinalLoss));
        Row("Perplexity", Number(job.Result?.Metrics?.Perplexity));
        Row("Accuracy", Number(job.Result?.Metrics?.Accuracy));
        Row("F1", Number(job.Result?.Metrics?.F1));
        page.Append("</table>");
        Plot("Loss", "#1c64d1", point => point.Loss);
        Plot("Validation loss", "#c2410c", point => point.ValidationLoss);
        Plot("Learning rate", "#15803d", point => point.LearningRate);
        Plot("Tokens per second", "#7c3aed", point => point.TokensPerSecond);
        return page.Append("</html>").ToString();

        void Row(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                page.Append("<tr><th>").Append(name).Append("<td>").Append(Text(value));
        }

        void Plot(string name, string colour, Func<JobProgress, double?> read)
        {
            var points = curve.Where(point => read(point.Progress!) is { } value && double.IsFinite(value))
                .Select(point => (Step: (double)point.Progress!.CurrentStep, Value: read(point.Progress!)!.Value)).ToList();
            if (points.Count < 2)
                return;
            var (first, last) = (points[0].Step, points[^1].Step);
            var (low, high) = (points.Min(point => point.Value), points.Max(point => point.Value));
            page.Append("<h2>").Append(name).Append("</h2>")
                .Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{name}\"><polyline stroke=\"{colour}\" points=\"");
            foreach (var (step, value) in points)
                page.Append(CultureInfo.InvariantCulture, $"{10 + ((Width - 20) * (step - first) / Math.Max(1, last - first)):0.#},{Height - 20 - ((Height - 40) * (value - low) / Math.Max(1e-12, high - low)):0.#} ");
            page.Append(CultureInfo.InvariantCulture, $"\"/><text x=\"10\" y=\"14\">{Number(high)}</text><text x=\"10\" y=\"{Height - 6}\">{Number(low)}</text>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - 10}\" y=\"{Height - 6}\" text-anchor=\"end\">step {last:0}</text></svg>");
        }
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Number(double? number) => number is { } value ? value.ToString("G5", CultureInfo.InvariantCulture) : "";
}

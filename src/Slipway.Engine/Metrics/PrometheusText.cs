using System.Globalization;
using System.Text;
using Slipway.Engine.Scheduling;

namespace Slipway.Engine.Metrics;

/// <summary>The engine's figures in Prometheus' text format.</summary>
internal static class PrometheusText
{
    private const string Prefix = "slipway_engine_";

    public static string Of(Scheduler scheduler)
    {
        var (meters, options) = (scheduler.Meters, scheduler.Options);
        var text = new StringBuilder();
        Single("prompt_tokens_total", "counter", "Prompt tokens computed.", meters.PromptTokens);
        Single("prompt_tokens_cached_total", "counter", "Prompt tokens whose keys and values were there already.", meters.CachedTokens);
        Single("generated_tokens_total", "counter", "Tokens generated.", meters.GeneratedTokens);
        Single("steps_total", "counter", "Times that the model ran.", meters.Steps);
        Header("requests_total", "counter", "Generations that ended, by how.");
        Line("requests_total", "{outcome=\"finished\"}", meters.Finished);
        Line("requests_total", "{outcome=\"cancelled\"}", meters.Cancelled);
        Line("requests_total", "{outcome=\"failed\"}", meters.Failed);
        Line("requests_total", "{outcome=\"refused\"}", meters.Refused);
        Single("preemptions_total", "counter", "Generations that were put back because the cache was full.", meters.Preemptions);
        Single("cache_evictions_total", "counter", "Kept blocks that were given to others.", meters.Evictions);
        Single("requests_running", "gauge", "Generations that have a slot: the size of the batch.", meters.Running);
        Single("requests_queued", "gauge", "Generations that wait for a slot.", scheduler.Queued);
        Single("slots", "gauge", "Generations that run at once.", options.Slots);
        Single("cache_blocks", "gauge", "Blocks of keys and values.", options.Blocks);
        Single("cache_blocks_used", "gauge", "Blocks that running generations use.", meters.BlocksUsed);
        Single("cache_blocks_kept", "gauge", "Blocks kept for whoever has the same prefix.", meters.BlocksKept);
        Single("cache_use_ratio", "gauge", "Share of the blocks that running generations use.", (double)meters.BlocksUsed / options.Blocks);
        Distribution("queue_seconds", "Time from a request to its slot.", meters.QueueSeconds);
        Distribution("time_to_first_token_seconds", "Time from a request to its first token.", meters.FirstTokenSeconds);
        Distribution("time_per_token_seconds", "Time between two tokens of a generation.", meters.TokenSeconds);
        Distribution("step_rows", "Tokens computed in one step, of prompts and streams together.", meters.StepRows);
        return text.ToString();

        void Header(string name, string type, string help) =>
            text.Append("# HELP ").Append(Prefix).Append(name).Append(' ').Append(help).Append('\n')
                .Append("# TYPE ").Append(Prefix).Append(name).Append(' ').Append(type).Append('\n');

        void Line(string name, string labels, double value) =>
            text.Append(Prefix).Append(name).Append(labels).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');

        void Single(string name, string type, string help, double value)
        {
            Header(name, type, help);
            Line(name, "", value);
        }

        void Distribution(string name, string help, Histogram histogram)
        {
            Header(name, "histogram", help);
            var total = 0L;
            for (var i = 0; i < histogram.Counts.Length; i++)
            {
                total += histogram.Counts[i];
                var bound = i < histogram.Bounds.Length ? histogram.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                Line(name + "_bucket", $"{{le=\"{bound}\"}}", total);
            }
            Line(name + "_sum", "", histogram.Sum);
            Line(name + "_count", "", total);
        }
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Upstream;

/// <summary>How to behave, read from the prompt itself: <c>[[delay=20]] [[crash-after=3]]</c>.</summary>
public sealed partial class Directives(string prompt)
{
    private readonly Dictionary<string, int> _values = Pattern().Matches(prompt).ToDictionary(
        match => match.Groups[1].Value,
        match => match.Groups[2].Success ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : 0);

    /// <summary>Milliseconds before each token.</summary>
    public int Delay => _values.GetValueOrDefault("delay");

    /// <summary>Milliseconds before the answer's headers.</summary>
    public int Hold => _values.GetValueOrDefault("hold");

    /// <summary>Answer with this status instead.</summary>
    public int? Status => Find("status");

    /// <summary>Seconds for Retry-After beside the status.</summary>
    public int? RetryAfter => Find("retry-after");

    /// <summary>End the process after so many tokens.</summary>
    public int? CrashAfter => Find("crash-after");

    /// <summary>Close the connection after so many tokens.</summary>
    public int? CutAfter => Find("cut-after");

    /// <summary>Answer something that is no JSON.</summary>
    public bool Garbage => _values.ContainsKey("garbage");

    /// <summary>Say the request's traceparent instead of words.</summary>
    public bool EchoTrace => _values.ContainsKey("echo-trace");

    /// <summary>Leave usage out, as some servers do.</summary>
    public bool NoUsage => _values.ContainsKey("no-usage");

    private int? Find(string name) => _values.TryGetValue(name, out var value) ? value : null;

    [GeneratedRegex(@"\[\[([a-z-]+)(?:=(\d+))?\]\]")]
    private static partial Regex Pattern();
}

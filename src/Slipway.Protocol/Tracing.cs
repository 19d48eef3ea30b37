using System.Diagnostics;

namespace Slipway.Protocol;

/// <summary>
/// The trace that a request belongs to, from its caller to the engine. Where nobody listens, only requests that bring a
/// <c>traceparent</c> have one, and it is passed on.
/// </summary>
public static class Tracing
{
    public static readonly ActivitySource Source = new("Slipway");

    /// <summary>Begins a step; null where nobody would ever hear of it.</summary>
    public static Activity? Start(string name, ActivityKind kind, string? traceParent = null, string? traceState = null)
    {
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        if (Source.StartActivity(name, kind, parent) is { } heard)
            return heard;
        if (parent == default)
            return null;
        var passed = new Activity(name).SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        passed.TraceStateString = traceState;
        return passed.Start();
    }
}

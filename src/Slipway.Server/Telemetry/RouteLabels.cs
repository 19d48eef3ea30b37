using System.Globalization;

namespace Slipway.Server.Telemetry;

/// <summary>A route's labels, made once for each status, so that counting a request allocates nothing.</summary>
internal sealed class RouteLabels(string contract, string method, string route)
{
    /// <summary>One series for all paths that there are not: anybody can think of them without end.</summary>
    public static readonly RouteLabels Unknown = new("none", "any", "unknown");

    private readonly KeyValuePair<string, object?>[][] _byStatus = new KeyValuePair<string, object?>[600][];

    public KeyValuePair<string, object?>[] All { get; } = [new("contract", contract), new("method", method), new("route", route)];

    public KeyValuePair<string, object?>[] With(int status)
    {
        status = Math.Clamp(status, 0, 599);
        return _byStatus[status] ??= [.. All, new("status", status.ToString(CultureInfo.InvariantCulture))];
    }
}

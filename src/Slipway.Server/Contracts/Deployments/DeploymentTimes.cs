using System.Globalization;
using System.Text.Json;
using Slipway.Platform.Common;

namespace Slipway.Server.Contracts.Deployments;

/// <summary>Times on the wire: ISO 8601, UTC, with Z.</summary>
internal static class DeploymentTimes
{
    public static string Text(long micros) => Micros.ToTime(micros).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    public static void Write(Utf8JsonWriter json, string name, long? micros)
    {
        if (micros is { } time)
            json.WriteString(name, Text(time));
        else
            json.WriteNull(name);
    }

    public static long? Parse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time.ToMicros() : null;
}

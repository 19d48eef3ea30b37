using System.Globalization;
using Slipway.Platform.Common;

namespace Slipway.Server.Http;

/// <summary>Times as answers have them: ISO 8601, UTC.</summary>
internal static class Times
{
    public static string Iso(long micros) => Micros.ToTime(micros).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}

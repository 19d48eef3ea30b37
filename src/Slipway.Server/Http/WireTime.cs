using System.Globalization;
using Slipway.Platform.Common;

namespace Slipway.Server.Http;

/// <summary>Times as the documents show them.</summary>
internal static class WireTime
{
    public static string Of(long micros) => Micros.ToTime(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}

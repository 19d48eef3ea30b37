using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Platform.Registry;

/// <summary>Versions that nobody named: v1.0.0, and then the next patch of the highest.</summary>
internal static partial class PatchVersion
{
    public static string After(IEnumerable<string> versions)
    {
        var highest = versions.Select(version => Shape().Match(version)).Where(match => match.Success)
            .Select(match => (Part(match, 1), Part(match, 2), Part(match, 3)))
            .DefaultIfEmpty((1, 0, -1)).Max();
        return string.Create(CultureInfo.InvariantCulture, $"v{highest.Item1}.{highest.Item2}.{highest.Item3 + 1}");
    }

    private static int Part(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}

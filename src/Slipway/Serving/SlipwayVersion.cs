using System.Reflection;

namespace Slipway.Serving;

internal static class SlipwayVersion
{
    public static string Text { get; } =
        typeof(SlipwayVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}

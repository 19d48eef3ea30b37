namespace Slipway.Platform.Metering;

/// <summary>For whom counters are kept by day.</summary>
public enum UsageSubject
{
    Key,
    User,
}

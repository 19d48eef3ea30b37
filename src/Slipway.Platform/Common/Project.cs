namespace Slipway.Platform.Common;

/// <summary>Every row carries a project and every key belongs to one.</summary>
public static class Project
{
    public const string Default = "default";
}

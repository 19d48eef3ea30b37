namespace Slipway.Platform.Common.Settings;

/// <summary>Reads a setting's text; the problem continues the sentence "NAME=value …".</summary>
public delegate T SettingParser<T>(string text, out string? problem);

namespace Slipway.Formats.ToolCalls;

/// <summary>What reading one more character of a call came to.</summary>
internal enum Reading
{
    Goes,

    /// <summary>The call is complete.</summary>
    Ends,

    /// <summary>This is no call.</summary>
    Fails,
}

namespace Slipway.Engine.Scheduling;

internal enum FinishReason
{
    /// <summary>Not finished.</summary>
    None,

    /// <summary>The model ended its answer, or a stop string came.</summary>
    Stop,

    /// <summary>As many tokens as were asked for.</summary>
    Length,

    Cancelled,

    Failed,
}

namespace Slipway.Protocol.Client;

public enum EngineFailureKind
{
    /// <summary>No connection: nobody has seen the request, so it may go elsewhere.</summary>
    Unreachable,

    /// <summary>The engine answered with an error status.</summary>
    Refused,

    /// <summary>The connection died, or a stream ended without its end mark, after the request was sent.</summary>
    Broken,

    /// <summary>The engine kept the connection and said nothing for too long.</summary>
    Silent,

    /// <summary>The answer is not what this protocol says.</summary>
    Malformed,
}

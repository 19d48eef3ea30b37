namespace Slipway.Engine.Grammars;

internal enum NodeKind : byte
{
    /// <summary>Goes on by a byte.</summary>
    Bytes,

    /// <summary>Goes on by itself, several ways.</summary>
    Split,

    /// <summary>A rule stands here; behind it another node follows.</summary>
    Call,

    /// <summary>The rule ends.</summary>
    End,
}

namespace Slipway.Protocol.Control;

/// <param name="AddSpecial">Adds the tokens that begin and end a plain prompt.</param>
/// <param name="ParseSpecial">Control tokens spelled in the text become control tokens.</param>
public sealed record TokenizeRequest(string Content, bool? AddSpecial = null, bool? ParseSpecial = null);

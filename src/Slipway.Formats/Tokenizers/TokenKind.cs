namespace Slipway.Formats.Tokenizers;

/// <summary>What a token is for. The numbers are those of GGUF's <c>tokenizer.ggml.token_type</c>.</summary>
public enum TokenKind : byte
{
    Undefined = 0,
    Normal = 1,

    /// <summary>Stands where nothing else fits.</summary>
    Unknown = 2,

    /// <summary>Directs the model and has no text: begin and end of a sequence, roles of a chat.</summary>
    Control = 3,

    /// <summary>Text that is always one token, found before everything else.</summary>
    UserDefined = 4,

    Unused = 5,

    /// <summary>One raw byte, spelled &lt;0x0A&gt;.</summary>
    Byte = 6,
}

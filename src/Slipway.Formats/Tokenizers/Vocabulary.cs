using System.Globalization;

namespace Slipway.Formats.Tokenizers;

/// <summary>The tokens of a model: how each is spelled, what it is for, and which bytes it stands for in text.</summary>
internal sealed class Vocabulary
{
    private readonly string[] _spellings;
    private readonly TokenKind[] _kinds;
    private readonly ByteStrings _bytes;
    private readonly Lazy<Dictionary<string, int>> _ids;

    /// <param name="spellings">How each token is spelled.</param>
    /// <param name="kinds">What each is for.</param>
    /// <param name="readText">Writes the text of a normal token, given its spelling.</param>
    /// <param name="readUserDefined">That of a user-defined one; its spelling where this is null.</param>
    public Vocabulary(
        string[] spellings, TokenKind[] kinds, Action<string, ByteStrings> readText, Action<string, ByteStrings>? readUserDefined = null)
    {
        (_spellings, _kinds) = (spellings, kinds);
        _bytes = new(spellings.Length);
        for (var token = 0; token < spellings.Length; token++)
        {
            if (kinds[token] is TokenKind.Normal)
                readText(spellings[token], _bytes);
            else if (kinds[token] is TokenKind.UserDefined && readUserDefined is not null)
                readUserDefined(spellings[token], _bytes);
            else if (kinds[token] is TokenKind.UserDefined)
                _bytes.AddText(spellings[token]);
            else
                _bytes.Add(kinds[token] == TokenKind.Byte && TryReadByte(spellings[token], out var value) ? [value] : []);
        }

        _ids = new(BuildIds);
    }

    public int Count => _spellings.Length;

    /// <summary>The token for what nothing else fits, if there is one.</summary>
    public int? Unknown { get; init; }

    public string Spelling(int token) => _spellings[token];

    public TokenKind Kind(int token) => _kinds[token];

    public ReadOnlySpan<byte> Bytes(int token) => _bytes[token];

    public int? Find(string spelling) => _ids.Value.TryGetValue(spelling, out var token) ? token : null;

    /// <summary>The token of each byte that is spelled &lt;0x0A&gt;, or as itself; -1 where there is none.</summary>
    public int[] ByteTokens()
    {
        var tokens = new int[256];
        for (var value = 0; value < tokens.Length; value++)
            tokens[value] = Find($"<0x{value:X2}>") ?? (value < 128 ? Find(((char)value).ToString()) : null) ?? -1;
        return tokens;
    }

    /// <summary>Text of a byte-level token: its spelling's bytes. Characters of other alphabets stand for themselves.</summary>
    public static void ReadByteLevel(string spelling, ByteStrings output)
    {
        Span<byte> bytes = spelling.Length <= 256 ? stackalloc byte[spelling.Length] : new byte[spelling.Length];
        if (ByteAlphabet.TryRead(spelling, bytes))
            output.Add(bytes);
        else
            output.AddText(spelling);
    }

    /// <summary>Text of a SentencePiece token: its ▁ are spaces.</summary>
    public static void ReadSpaced(string spelling, ByteStrings output) => output.AddText(spelling.Replace('▁', ' '));

    public static bool TryReadByte(string spelling, out byte value)
    {
        value = 0;
        return spelling.Length == 6 && spelling.StartsWith("<0x", StringComparison.Ordinal) && spelling[5] == '>' &&
            byte.TryParse(spelling.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, null, out value);
    }

    private Dictionary<string, int> BuildIds()
    {
        var ids = new Dictionary<string, int>(_spellings.Length, StringComparer.Ordinal);
        for (var token = 0; token < _spellings.Length; token++)
            ids.TryAdd(_spellings[token], token);
        return ids;
    }
}

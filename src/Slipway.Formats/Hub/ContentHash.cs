using System.Security.Cryptography;
using System.Text;

namespace Slipway.Formats.Hub;

/// <summary>
/// Checks a content against its tag: of large files that is their SHA-256, of others git's own hash, SHA-1 over a short
/// head and the content.
/// </summary>
internal sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash? _hash;
    private readonly string _etag;

    private readonly bool _isGit;

    public ContentHash(string etag)
    {
        _etag = etag;
        if (!etag.All(char.IsAsciiHexDigitLower))
            return;
        _isGit = etag.Length == 40;
        _hash = etag.Length switch
        {
            64 => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            40 => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
            _ => null,
        };
    }

    /// <summary>Begins a content of that size.</summary>
    public void Begin(long size)
    {
        _hash?.GetHashAndReset();
        if (_isGit)
            Append(Encoding.ASCII.GetBytes($"blob {size}\0"));
    }

    public void Append(ReadOnlySpan<byte> bytes) => _hash?.AppendData(bytes);

    /// <summary>True too where the tag is of a kind that cannot be checked.</summary>
    public bool Matches() => _hash is null || Convert.ToHexStringLower(_hash.GetHashAndReset()) == _etag;

    public void Dispose() => _hash?.Dispose();
}

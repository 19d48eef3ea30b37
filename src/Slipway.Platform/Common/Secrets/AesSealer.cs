using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Platform.Common.Secrets;

/// <summary>AES-256-GCM: <c>v1.</c> and, in base64url, a random nonce, the tag and the text.</summary>
public sealed class AesSealer : ISealer
{
    private const string Prefix = "v1.";

    private static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    private readonly byte[] _key;

    /// <param name="secret">However long; the key is derived from it.</param>
    public AesSealer(ReadOnlySpan<byte> secret)
    {
        _key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, _key, salt: [], info: "slipway secrets v1"u8);
    }

    public string Seal(string plain)
    {
        var text = Encoding.UTF8.GetBytes(plain);
        var output = new byte[NonceSize + TagSize + text.Length];
        var nonce = output.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, text, output.AsSpan(NonceSize + TagSize), output.AsSpan(NonceSize, TagSize));
        return Prefix + Base64Url.EncodeToString(output);
    }

    public string Open(string sealedText)
    {
        try
        {
            var input = sealedText.StartsWith(Prefix, StringComparison.Ordinal) ? Base64Url.DecodeFromChars(sealedText.AsSpan(Prefix.Length)) : [];
            if (input.Length < NonceSize + TagSize)
                throw new SealBrokenException();
            var text = new byte[input.Length - NonceSize - TagSize];
            using var aes = new AesGcm(_key, TagSize);
            aes.Decrypt(input.AsSpan(0, NonceSize), input.AsSpan(NonceSize + TagSize), input.AsSpan(NonceSize, TagSize), text);
            return Encoding.UTF8.GetString(text);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            throw new SealBrokenException();
        }
    }
}

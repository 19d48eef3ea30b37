using System.Security.Cryptography;
using System.Text;

namespace Slipway.Platform.Common.Secrets;

/// <summary>
/// The key that secrets are sealed with: configured, or in a file beside the database, made at the first start. A key that did not seal
/// what the database holds is refused before anything is sealed with it.
/// </summary>
public static class SecretKey
{
    public const string Setting = "SLIPWAY_SECRET_KEY";

    public const int ShortestConfigured = 16;

    private const string CheckText = "slipway";

    /// <param name="configured">The key that the operator set; null or empty for the file's.</param>
    /// <param name="file">Outside the database, readable by its owner only.</param>
    /// <param name="checks">What the database knows of its key.</param>
    public static async Task<Result<ISealer>> OpenAsync(string? configured, string file, ISealCheckStore checks)
    {
        var known = await checks.FindAsync().ConfigureAwait(false);
        byte[] secret;
        try
        {
            if (string.IsNullOrEmpty(configured) && known is not null && !File.Exists(file))
                return Wrong($"the secrets in this database were sealed with a key that is not here: set {Setting}, or put back {file}");
            secret = string.IsNullOrEmpty(configured) ? ReadOrMake(file) : Encoding.UTF8.GetBytes(configured);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return Wrong($"the secret key in {file} cannot be used: {exception.Message}");
        }

        var sealer = new AesSealer(secret);
        CryptographicOperations.ZeroMemory(secret);
        known ??= await checks.AddAsync(sealer.Seal(CheckText)).ConfigureAwait(false);
        try
        {
            sealer.Open(known);
        }
        catch (SealBrokenException)
        {
            var source = string.IsNullOrEmpty(configured) ? file : Setting;
            return Wrong($"the key in {source} is not the one that the secrets in this database were sealed with; use the one that was");
        }

        return Result.Of<ISealer>(sealer);
    }

    private static Failure Wrong(string message) => new(FailureKind.Internal, message);

    private static byte[] ReadOrMake(string file)
    {
        if (File.Exists(file))
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
                throw new UnauthorizedAccessException("others may read it; run chmod 600 on it");
            return Convert.FromBase64String(File.ReadAllText(file).Trim());
        }

        var secret = RandomNumberGenerator.GetBytes(32);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Whole or not at all: half a key would lock its owner out.
        var unfinished = file + ".new";
        File.Delete(unfinished);
        using (var stream = new FileStream(unfinished, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret) + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, file);
        return secret;
    }
}

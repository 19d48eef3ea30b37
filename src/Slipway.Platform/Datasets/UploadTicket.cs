using System.Globalization;
using System.Text;
using Slipway.Platform.Common.Secrets;

namespace Slipway.Platform.Datasets;

/// <summary>What an upload address allows. Sealed, so that nobody can make or change one.</summary>
internal sealed record UploadTicket(string DatasetId, long LargestBytes, long ExpiresAt)
{
    private const string Purpose = "PUT dataset";

    public static string Seal(ISealer sealer, UploadTicket ticket)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Purpose}|{ticket.DatasetId}|{ticket.LargestBytes}|{ticket.ExpiresAt}");
        return Convert.ToHexStringLower(Encoding.UTF8.GetBytes(sealer.Seal(text)));
    }

    /// <summary>Null where it is none of ours.</summary>
    public static UploadTicket? Open(ISealer sealer, string sealedText)
    {
        try
        {
            var parts = sealer.Open(Encoding.UTF8.GetString(Convert.FromHexString(sealedText))).Split('|');
            return parts is [Purpose, var id, var bytes, var expires]
                ? new UploadTicket(id, long.Parse(bytes, CultureInfo.InvariantCulture), long.Parse(expires, CultureInfo.InvariantCulture))
                : null;
        }
        catch (Exception exception) when (exception is FormatException or SealBrokenException)
        {
            return null;
        }
    }
}

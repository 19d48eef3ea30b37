using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Slipway.Platform.Metering;

namespace Slipway.Storage.Metering;

/// <summary>The body of a block: a line of JSON a record, compressed, as text.</summary>
internal static class UsageBlock
{
    public static string Line(UsageRecord record) => JsonSerializer.Serialize(record, UsageJson.Default.UsageRecord);

    public static UsageRecord Record(string line) => JsonSerializer.Deserialize(line, UsageJson.Default.UsageRecord)!;

    public static string Pack(IEnumerable<UsageRecord> records)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var record in records)
            {
                JsonSerializer.Serialize(gzip, record, UsageJson.Default.UsageRecord);
                gzip.WriteByte((byte)'\n');
            }
        }

        return Convert.ToBase64String(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    public static List<UsageRecord> Unpack(string body)
    {
        var records = new List<UsageRecord>();
        using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(body)), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            records.Add(Record(line));
        return records;
    }
}

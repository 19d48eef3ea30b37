using System.IO.Compression;
using System.Text;
using Slipway.Formats.Datasets;

namespace Slipway.Formats.Tests.Datasets;

public sealed class DatasetReaderTests
{
    private static readonly DatasetLimits Limits = new() { RecordBytes = 1000, Depth = 8, Bytes = 64 << 20 };

    [Theory]
    [InlineData(DatasetFormat.Json, "[{\"prompt\":\"a\",\"completion\":\"b\"},\n {\"prompt\":\"c\",\"completion\":\"]},{\\\"\"}]")]
    [InlineData(DatasetFormat.Json, "{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"prompt\":\"c\",\"completion\":\"d\"}")]
    [InlineData(DatasetFormat.JsonLines, "{\"prompt\":\"a\",\"completion\":\"b\"}\r\n\n{\"prompt\":\"c\",\"completion\":\"d\"}")]
    [InlineData(DatasetFormat.Csv, "prompt,completion\r\na,b\r\n\"c, \"\"quoted\"\"\nand long\",d")]
    public void Every_format_gives_its_two_examples(DatasetFormat format, string text)
    {
        var report = Inspect(format, Encoding.UTF8.GetBytes(text));
        Assert.Empty(report.Errors);
        Assert.Equal(2, report.Examples);
        Assert.Equal(2, report.Shapes[ExampleShape.Completion]);
    }

    [Fact]
    public void A_wrong_line_is_told_with_its_number_and_the_lines_behind_it_are_read()
    {
        var report = Inspect(DatasetFormat.JsonLines, "{\"prompt\":\"a\",\"completion\":\"b\"}\n{oops\n{\"prompt\":\"c\"}\n[1]\n{\"prompt\":1,\"completion\":\"\"}"u8);
        Assert.Equal(1, report.Examples);
        Assert.Equal([2, 3, 4, 5], report.Errors.Select(error => error.Line));
        Assert.Contains("'completion' is missing", report.Errors[1].Message, StringComparison.Ordinal);
        Assert.Contains("'prompt' must be a string", report.Errors[3].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"prompt\":\"a\",\"completion\":\"b\"}", "the array doesn't end")]
    [InlineData("[{\"prompt\":\"a\",\"completion\":\"b\"} {}]", "expected ',' or ']'")]
    [InlineData("[{\"prompt\":\"a", "doesn't end")]
    [InlineData("hello", "expected an array")]
    [InlineData("", "no records")]
    [InlineData("[]", "no records")]
    [InlineData("[] []", "behind the end")]
    [InlineData("[,]", "not valid JSON")]
    public void A_broken_array_is_one_clear_error(string text, string expected) =>
        Assert.Contains(Inspect(DatasetFormat.Json, Encoding.UTF8.GetBytes(text)).Errors,
            error => error.Message.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("prompt,completion\na\n", 2, "1 cells where the header names 2")]
    [InlineData("prompt,completion\n\"a\"x,b\n", 2, "behind the closing quote")]
    [InlineData("prompt,prompt\na,b\n", 1, "every column once")]
    [InlineData("prompt,completion\n\"a,b\n", 2, "doesn't end")]
    public void A_broken_table_is_told_with_its_line(string text, long line, string expected)
    {
        var error = Assert.Single(Inspect(DatasetFormat.Csv, Encoding.UTF8.GetBytes(text)).Errors);
        Assert.Equal(line, error.Line);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_in_a_table_cell_are_a_conversation()
    {
        var report = Inspect(DatasetFormat.Csv,
            "messages\n\"[{\"\"role\"\":\"\"user\"\",\"\"content\"\":\"\"hi\"\"},{\"\"role\"\":\"\"assistant\"\",\"\"content\"\":\"\"ho\"\"}]\"\n"u8);
        Assert.Empty(report.Errors);
        Assert.Equal(1, report.Shapes[ExampleShape.Chat]);
    }

    [Fact]
    public void Gzip_is_recognised_by_its_content()
    {
        var report = Inspect(DatasetFormat.JsonLines, Gzip("{\"prompt\":\"a\",\"completion\":\"b\"}\n"u8.ToArray()));
        Assert.Equal(1, report.Examples);
    }

    [Fact]
    public void A_gzip_bomb_ends_as_an_error()
    {
        var report = Inspect(DatasetFormat.JsonLines, Gzip(Enumerable.Repeat((byte)' ', 32 << 20).ToArray()));
        Assert.Contains("grows to more than", Assert.Single(report.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_gzip_ends_as_an_error()
    {
        var bytes = Gzip("{\"prompt\":\"a\",\"completion\":\"b\"}\n"u8.ToArray());
        bytes[12] ^= 0xFF;
        bytes[14] ^= 0xFF;
        Assert.NotEmpty(Inspect(DatasetFormat.JsonLines, bytes).Errors);
    }

    [Fact]
    public void A_very_long_line_is_an_error_and_is_not_kept_in_memory()
    {
        var bytes = new byte[32 << 20];
        bytes.AsSpan().Fill((byte)'x');
        using var stream = new MemoryStream(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var report = DatasetInspector.Inspect(stream, DatasetFormat.JsonLines, Limits);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        Assert.Contains("longer than", Assert.Single(report.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_an_error()
    {
        var nested = "{\"prompt\":" + new string('[', 300) + new string(']', 300) + "}";
        Assert.Contains("nested deeper", Assert.Single(Inspect(DatasetFormat.JsonLines, Encoding.UTF8.GetBytes(nested)).Errors).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_unicode_is_an_error_of_its_line()
    {
        byte[] bytes = [.. "{\"prompt\":\"a\",\"completion\":\""u8, 0xFF, 0xC0, .. "\"}\n"u8];
        Assert.Equal(1, Assert.Single(Inspect(DatasetFormat.JsonLines, bytes).Errors).Line);
        byte[] table = [.. "prompt,completion\na,"u8, 0xFF, .. "\n"u8];
        Assert.Equal(2, Assert.Single(Inspect(DatasetFormat.Csv, table).Errors).Line);
    }

    [Fact]
    public void Issues_duplicates_leaks_and_dates_are_found()
    {
        var report = Inspect(DatasetFormat.JsonLines, """
            {"repository":"b/b","issue_title":"t","issue_description":"d","resolution":"r","issue_type":"bug","created_at":"2024-03-01T10:00:00Z","split":"train"}
            {"repository":"a/a","issue_title":"t2","resolution":"r","issue_type":"question","created_at":"2023-01-01","split":"train"}
            {"repository":"b/b","issue_title":"t","issue_description":"d","resolution":"r","split":"test"}
            """u8);
        Assert.Empty(report.Errors);
        Assert.Equal(["a/a", "b/b"], report.Repositories);
        Assert.Equal(["bug", "question"], report.IssueTypes);
        Assert.Equal((new DateOnly(2023, 1, 1), new DateOnly(2024, 3, 1)), report.Dates);
        Assert.Equal((1, 1), (report.Duplicates, report.Leaks));
    }

    [Fact]
    public void Random_bytes_never_do_more_than_report_errors()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(200)];
            const string Alphabet = "[]{}\",:\\\n\r 1ae\x7f";
            for (var index = 0; index < bytes.Length; index++)
                bytes[index] = random.Next(20) == 0 ? (byte)random.Next(256) : (byte)Alphabet[random.Next(Alphabet.Length)];
            foreach (var format in Enum.GetValues<DatasetFormat>())
                Inspect(format, bytes);
        }
    }

    [Fact]
    public void A_held_out_share_is_about_as_asked_and_never_splits_equal_questions()
    {
        var heldOut = 0;
        for (var index = 0; index < 4000; index++)
        {
            var one = new Example(ExampleShape.Completion, [new("user", $"q{index}"), new("assistant", "a")], new Dictionary<string, string>(), null, null);
            var other = one with { Turns = [new("user", $"q{index}"), new("assistant", "b")] };
            heldOut += DatasetSplit.IsHeldOut(one, 0.1, 7) ? 1 : 0;
            Assert.Equal(DatasetSplit.IsHeldOut(one, 0.1, 7), DatasetSplit.IsHeldOut(other, 0.1, 7));
        }
        Assert.InRange(heldOut, 320, 480);
    }

    private static DatasetReport Inspect(DatasetFormat format, ReadOnlySpan<byte> bytes)
    {
        using var stream = new MemoryStream(bytes.ToArray());
        return DatasetInspector.Inspect(stream, format, Limits);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return target.ToArray();
    }
}

using Slipway.Formats.Gguf;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Gguf;

/// <summary>What is wrong with a file is said in one line that names the file, the place and what was expected.</summary>
public sealed class BadGgufTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, RawGguf> Files => new()
    {
        { "header: begins with 0x4c4d4747", new RawGguf(magic: "GGML") },
        { "header: version 1; only 2 and 3 are read", new RawGguf(version: 1) },
        { "header: version 4;", new RawGguf(version: 4) },
        { "header: is big-endian", new RawGguf(version: 3u << 24) },
        { "header: 18446744073709551615 tensors do not fit into the 8 bytes", new RawGguf(tensors: ulong.MaxValue) },
        { "header: 1000000 metadata values do not fit into the 0 bytes", new RawGguf(values: 1_000_000) },
        { "metadata value 1 of 1: 9223372036854775808 bytes are needed at byte 32", new RawGguf(values: 1).U64(1ul << 63).Data(16) },
        { "metadata value 1 of 1: a name is empty", new RawGguf(values: 1).Text("").Data(16) },
        { "metadata value 1 of 1: the name that ends at byte 33 is not UTF-8", new RawGguf(values: 1).U64(1).Bytes(0xff).Data(16) },
        { "metadata value 1 of 1: a text of 70000 bytes; at most 65535", new RawGguf(values: 1).U64(70000).Data(70000) },
        { "metadata 'k': occurs twice", new RawGguf(values: 2).Key("k", 0).Bytes(1).Key("k", 0).Bytes(1).Data(32) },
        { "metadata 'k': unknown value type 13", new RawGguf(values: 1).Key("k", 13).Data(16) },
        { "metadata 'k': a boolean is neither 0 nor 1", new RawGguf(values: 1).Key("k", 7).Bytes(2) },
        { "metadata 'k': a boolean is neither", new RawGguf(values: 1).Key("k", 9).U32(7).U64(3).Bytes(0, 1, 9) },
        { "metadata 'k': an array holds an integer beyond 63 bits", new RawGguf(values: 1).Key("k", 9).U32(10).U64(1).U64(ulong.MaxValue) },
        { "metadata 'k': 5 bytes are needed at byte 45, but the file ends at 49", new RawGguf(values: 1).Key("k", 8).U64(5).Bytes(1, 2, 3, 4) },
        { "metadata 'k': 4611686018427387905 values do not fit", new RawGguf(values: 1).Key("k", 9).U32(4).U64((1ul << 62) + 1).Data(64) },
        { "metadata 'k': 20000000 values; at most 16777216", new RawGguf(values: 1).Key("k", 9).U32(0).U64(20_000_000).Data(20_000_000) },
        { "metadata 'k': arrays are nested more than 4 deep", Nested(5) },
        { "metadata 'general.alignment': expected a power of two, found 48", new RawGguf(values: 1).Key("general.alignment", 4).U32(48) },
        { "metadata 'general.alignment': expected a power of two, found 0", new RawGguf(values: 1).Key("general.alignment", 4).U32(0) },
        { "metadata 'general.alignment': expected an integer of 32 bits, found 'x'", new RawGguf(values: 1).Key("general.alignment", 8).Text("x") },
        { "tensor 't': occurs twice", new RawGguf(2).Tensor("t", 0, 0, 8).Tensor("t", 0, 32, 8).Data(64) },
        { "tensor 't': 0 dimensions; expected 1 to 4", new RawGguf(1).Tensor("t", 0, 0).Data(64) },
        { "tensor 't': 5 dimensions; expected 1 to 4", new RawGguf(1).Tensor("t", 0, 0, 1, 1, 1, 1, 1).Data(64) },
        { "tensor 't': a dimension is 0", new RawGguf(1).Tensor("t", 0, 0, 8, 0).Data(64) },
        { "tensor 't': a dimension is 18446744073709551615", new RawGguf(1).Tensor("t", 0, 0, ulong.MaxValue).Data(64) },
        { "tensor 't': more values than a file can hold", new RawGguf(1).Tensor("t", 0, 0, 1ul << 40, 1ul << 40, 1ul << 40, 1ul << 40).Data(64) },
        { "tensor 't': 9223372036854775808 bytes at 0 are more", new RawGguf(1).Tensor("t", 0, 0, 1ul << 61).Data(64) },
        { "tensor 't': type 16 (IQ2_XXS) is not supported", new RawGguf(1).Tensor("t", 16, 0, 256).Data(256) },
        { "tensor 't': type 4 is not supported", new RawGguf(1).Tensor("t", 4, 0, 256).Data(256) },
        { "tensor 't': rows of 48 values are not whole blocks of 32 as Q8_0", new RawGguf(1).Tensor("t", 8, 0, 48, 2).Data(256) },
        { "tensor 't': begins at 8, which is not a multiple of the alignment 32", new RawGguf(1).Tensor("t", 0, 8, 8).Data(64) },
        { "tensor 't': 32 bytes at 64 do not fit into the 64 bytes of data", new RawGguf(1).Tensor("t", 0, 64, 8).Data(64) },
        { "tensor 't': 68 bytes at 0 do not fit into the 64 bytes of data", new RawGguf(1).Tensor("t", 0, 0, 17).Data(64) },
        { "tensor 't': 4 bytes at 0 do not fit into the 0 bytes of data", new RawGguf(1).Tensor("t", 0, 0, 1) },
        { "tensor 't': 4 bytes at 9223372036854775776 do not fit", new RawGguf(1).Tensor("t", 0, long.MaxValue - 31, 1).Data(64) },
        { "tensor 'u': begins at 32, inside 't'", new RawGguf(2).Tensor("u", 0, 32, 8).Tensor("t", 0, 0, 9).Data(64) },
        { "tensor 'a␊b': type 4 is", new RawGguf(1).Tensor("a\nb", 4, 0, 1).Data(64) },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_bad_file_is_refused_with_the_place_and_the_reason(string expected, RawGguf file)
    {
        var path = _folder.File("model.gguf", file.ToArray());
        var problem = Assert.Throws<ModelFileException>(() => GgufFile.Open(path));
        Assert.StartsWith($"{path}: {expected}", problem.Message);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        new GgufWriter().Set("text", "value").Set("list", new[] { 1, 2 }).Add("t", [8], new float[8]).Write(_folder.File("whole.gguf"));
        var whole = File.ReadAllBytes(_folder.File("whole.gguf"));
        for (var length = 0; length < whole.Length; length++)
        {
            var path = _folder.File("cut.gguf", whole[..length]);
            Assert.Throws<ModelFileException>(() => GgufFile.Open(path));
        }
    }

    [Fact]
    public void A_path_that_is_no_file_is_refused_in_the_same_way()
    {
        Assert.EndsWith("file: does not exist", Assert.Throws<ModelFileException>(() => GgufFile.Open(_folder.File("absent"))).Message);
        Assert.EndsWith("file: is a directory", Assert.Throws<ModelFileException>(() => GgufFile.Open(_folder.Path)).Message);
        Assert.EndsWith("file: is empty", Assert.Throws<ModelFileException>(() => GgufFile.Open(_folder.File("empty", []))).Message);
        Assert.Contains("cannot be opened", Assert.Throws<ModelFileException>(() => GgufFile.Open("a\0b")).Message);
    }

    private static RawGguf Nested(int depth)
    {
        var file = new RawGguf(values: 1).Key("k", 9);
        for (var i = 1; i < depth; i++)
            file.U32(9).U64(1);
        return file.U32(4).U64(0);
    }
}

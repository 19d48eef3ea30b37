using System.Text;
using Slipway.Formats.Safetensors;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_comes_back()
    {
        var path = _folder.File("model.safetensors");
        var writer = new SafetensorsWriter().Add("a.weight", [2, 3], [1, 2, 3, 4, 5, 6]).Add("scalar", [], [7])
            .Add("b", TensorType.BF16, [3], output => output.Write(new byte[] { 1, 2, 3, 4, 5, 6 }))
            .Add("ü\"\n", TensorType.F16, [1], output => output.Write(new byte[2]));
        writer.Metadata["note"] = "for \"you\"";
        writer.Write(path);

        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["a.weight", "scalar", "b", "ü\"\n"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([2, 3], file.Tensor("a.weight").Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Tensor("a.weight").Floats());
        Assert.Equal([7], file.Tensor("scalar").Floats());
        Assert.Empty(file.Tensor("scalar").Shape);
        Assert.Equal((TensorType.BF16, 3L), (file.Tensor("b").Type, file.Tensor("b").Count));
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Tensor("b").Bytes());
        Assert.Equal("pt", file.Metadata.Text("format"));
        Assert.Equal("for \"you\"", file.Metadata.Text("note"));
        Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(path)) % 8);
    }

    [Fact]
    public void A_large_model_is_written_in_several_files_and_read_as_one()
    {
        var writer = new SafetensorsWriter();
        for (var i = 0; i < 5; i++)
            writer.Add($"t{i}", [10], Enumerable.Repeat((float)i, 10).ToArray());
        writer.WriteModel(_folder.Path, shardBytes: 100);
        File.WriteAllText(_folder.File("config.json"), "{}");
        Assert.Equal(
            ["config.json", "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors", "model.safetensors.index.json"],
            Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
        using var model = Formats.HuggingFace.HuggingFaceDirectory.Open(_folder.Path);
        Assert.Equal(["t0", "t1", "t2", "t3", "t4"], model.Tensors.Select(tensor => tensor.Name));
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(i, model.Tensor($"t{i}").Floats()[9]));
    }

    [Fact]
    public void A_tensor_of_another_element_type_matters_only_to_who_asks_for_it()
    {
        var header = """{"mask":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""";
        using var file = SafetensorsFile.Open(_folder.File("m.safetensors", RawSafetensors.File(header, 8)));
        Assert.Equal("w", Assert.Single(file.Tensors).Name);
        Assert.Equal(["mask", "w"], file.Names);
        Assert.EndsWith("tensor 'mask': its element type U8 is not supported; F32, F16 and BF16 are",
            Assert.Throws<ModelFileException>(() => file.Tensor("mask")).Message);
    }

    public static TheoryData<string, string, int> Headers => new()
    {
        { "tensor 'a': is not JSON", "{\"a\":", 0 },
        { "header: is not JSON", "", 8 },
        { "header: expected a StartObject, found a StartArray", "[]", 0 },
        { "header: is not JSON", "{} {}", 0 },
        { "header's __metadata__: expected a String, found a Number", """{"__metadata__":{"a":1}}""", 0 },
        { "header's __metadata__: 'a' occurs twice", """{"__metadata__":{"a":"1","a":"2"}}""", 0 },
        { "tensor 'w': occurs twice", "{" + W("[1]", "[0,4]") + "," + W("[1]", "[0,4]") + "}", 4 },
        { "tensor 'w': expected a StartObject, found a Null", """{"w":null}""", 0 },
        { "tensor 'w': needs 'dtype', 'shape' and 'data_offsets'", """{"w":{"dtype":"F32","shape":[1]}}""", 4 },
        { "tensor 'w': needs 'dtype', 'shape' and 'data_offsets'", "{" + W("[1]", "[4,0]") + "}", 4 },
        { "tensor 'w': needs 'dtype', 'shape' and 'data_offsets'", "{" + W("[1]", "[0,4,8]") + "}", 4 },
        { "tensor 'w': 'shape' occurs twice", """{"w":{"shape":[1],"shape":[1]}}""", 4 },
        { "tensor 'w': 'shape' holds a number that is no length", "{" + W("[-1]", "[0,4]") + "}", 4 },
        { "tensor 'w': 'shape' holds a number that is no length", "{" + W("[1.5]", "[0,4]") + "}", 4 },
        { "tensor 'w': 'shape' holds a String", "{" + W("[\"1\"]", "[0,4]") + "}", 4 },
        { "tensor 'w': more values than a file can hold", "{" + W("[4611686018427387904,4611686018427387904]", "[0,4]") + "}", 4 },
        { "tensor 'w': 4 bytes are not the 2 values of its shape as F32", "{" + W("[2]", "[0,4]") + "}", 4 },
        { "tensor 'w': 4 bytes are not the 0 values of its shape as F32", "{" + W("[0]", "[0,4]") + "}", 4 },
        { "tensor 'w': begins at 4, where 0 was expected", "{" + W("[1]", "[4,8]") + "}", 8 },
        { "tensor 'w': ends at 4, but the file has 3 bytes of data", "{" + W("[1]", "[0,4]") + "}", 3 },
        { "file: 1 bytes at its end belong to no tensor", "{" + W("[1]", "[0,4]") + "}", 5 },
        { "tensor 'w': ends at 9223372036854775807, but", "{" + W("[1]", "[0,9223372036854775807]") + "}", 4 },
        { "header: is not JSON", """{"\ud800":{}}""", 0 },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_bad_header_is_refused_with_the_place_and_the_reason(string expected, string header, int data)
    {
        var path = _folder.File("model.safetensors", RawSafetensors.File(header, data));
        Assert.StartsWith($"{path}: {expected}", Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(path)).Message);
    }

    [Fact]
    public void A_header_longer_than_the_file_or_than_sense_is_refused()
    {
        Refused("header: 7 bytes are no safetensors file", new byte[7]);
        Refused("header: 18446744073709551615 bytes do not fit into the 8 bytes", [.. Enumerable.Repeat((byte)255, 8), .. new byte[8]]);
        Refused("header: 3 bytes do not fit into the 2 bytes that follow", [3, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes("{}")]);
        void Refused(string expected, byte[] bytes)
        {
            var path = _folder.File("bad.safetensors", bytes);
            Assert.StartsWith($"{path}: {expected}", Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(path)).Message);
        }
    }

    [Fact]
    public void The_writer_refuses_what_the_format_does_not_have()
    {
        var writer = new SafetensorsWriter().Add("a", [1], [1]);
        Assert.Throws<ArgumentException>(() => writer.Add("a", [1], [1]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [1], [1]));
        Assert.Throws<ArgumentException>(() => writer.Add("q", TensorType.Q8_0, [32], _ => { }));
    }

    private static string W(string shape, string offsets) => $$"""
        "w":{"dtype":"F32","shape":{{shape}},"data_offsets":{{offsets}}}
        """;
}

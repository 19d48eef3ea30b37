using Slipway.Formats.Gguf;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Gguf;

public sealed class GgufFileTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<object, object> Values => new()
    {
        { (byte)200, 200L },
        { (sbyte)-7, -7L },
        { (ushort)60000, 60000L },
        { (short)-30000, -30000L },
        { 4_000_000_000u, 4_000_000_000L },
        { -5, -5L },
        { ulong.MaxValue, ulong.MaxValue },
        { long.MinValue, long.MinValue },
        { 0.5f, 0.5 },
        { 1e300, 1e300 },
        { true, true },
        { "grüß 𝔊ott\n", "grüß 𝔊ott\n" },
        { "", "" },
        { new byte[] { 1, 255 }, new long[] { 1, 255 } },
        { new int[] { -1, 2 }, new long[] { -1, 2 } },
        { new ulong[] { 1, long.MaxValue }, new long[] { 1, long.MaxValue } },
        { new float[] { -0.25f, float.NegativeInfinity }, new double[] { -0.25, double.NegativeInfinity } },
        { new bool[] { true, false }, new bool[] { true, false } },
        { new string[] { "a", "", "ℵ" }, new string[] { "a", "", "ℵ" } },
        { Array.Empty<string>(), Array.Empty<string>() },
        { new int[][] { [1, 2], [] }, new object[] { new long[] { 1, 2 }, Array.Empty<long>() } },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_comes_back_as_the_document_of_its_kind(object written, object read)
    {
        using var file = Written(new GgufWriter().Set("general.architecture", "llama").Set("a.key", written).Set("b.key", "after"));
        Assert.Equal(read, file.Metadata.Values["a.key"]);
        Assert.Equal("after", file.Metadata.Text("b.key"));
        Assert.Equal(["general.architecture", "a.key", "b.key"], file.Metadata.Values.Keys);
    }

    [Fact]
    public void A_tensor_comes_back_row_major_and_aligned()
    {
        float[] matrix = [1, 2, 3, 4, 5, 6], vector = [7];
        using var file = Written(new GgufWriter().Add("matrix", [2, 3], matrix).Add("vector", [1], vector));
        Assert.Equal(["matrix", "vector"], file.Tensors.Select(tensor => tensor.Name));
        var tensor = file.Tensor("matrix");
        Assert.Equal([2, 3], tensor.Shape);
        Assert.Equal(6, tensor.Count);
        Assert.Equal(matrix, tensor.Floats());
        Assert.Equal(vector, file.Tensor("vector").Floats());
        Assert.All(file.Tensors, one => Assert.Equal(0, one.Address % 32));
        Assert.Equal("missing", Assert.Throws<ModelFileException>(() => file.Tensor("other")).Message.Split(": ")[^1]);
    }

    [Fact]
    public void Metadata_and_tensors_copied_from_one_file_to_another_stay_as_they_were()
    {
        using var first = Written(new GgufWriter().Set("n", (byte)1).Set("big", 7ul).Set("drop", 1).Set("tokens", new[] { "x", "y" })
            .Add("t", TensorType.Q8_0, [2, 32], output => output.Write(Enumerable.Range(0, 68).Select(i => (byte)i).ToArray())));
        var writer = new GgufWriter().CopyMetadata(first.Metadata, key => key == "drop");
        foreach (var tensor in first.Tensors)
            writer.Add(tensor);
        using var second = Written(writer, "second.gguf");
        Assert.Equal(["n", "big", "tokens"], second.Metadata.Values.Keys);
        Assert.Equal(7ul, second.Metadata.Values["big"]);
        Assert.Equal(first.Tensors[0].Shape, second.Tensors[0].Shape);
        Assert.Equal(first.Tensors[0].Bytes(), second.Tensors[0].Bytes());
        // A third copy is the same file to the byte.
        writer = new GgufWriter().CopyMetadata(second.Metadata);
        writer.Add(second.Tensors[0]).Write(_folder.File("third.gguf"));
        Assert.Equal(File.ReadAllBytes(second.Path), File.ReadAllBytes(_folder.File("third.gguf")));
    }

    [Fact]
    public void Version_2_and_an_alignment_of_its_own_are_read()
    {
        var bytes = new RawGguf(2, 1, version: 2).Key("general.alignment", 4).U32(64)
            .Tensor("a", 0, 0, 3, 1).Tensor("b", 0, 64, 1).Data(68, 64).ToArray();
        using var file = GgufFile.Open(_folder.File("model.gguf", bytes));
        Assert.Equal([1, 3], file.Tensor("a").Shape);
        Assert.Equal(64, file.Tensor("b").Address - file.Tensor("a").Address);
    }

    [Fact]
    public void A_file_that_was_closed_is_an_exception_and_no_crash()
    {
        var file = Written(new GgufWriter().Set("key", "value"));
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Metadata.Text("key"));
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file_and_no_other()
    {
        var path = _folder.File("model.gguf", [1]);
        var short_ = new GgufWriter().Add("t", TensorType.F32, [2], output => output.WriteByte(0));
        Assert.Contains("'t' wrote 1 bytes; its shape takes 8", Assert.Throws<InvalidOperationException>(() => short_.Write(path)).Message);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.Equal([1], File.ReadAllBytes(path));
    }

    [Fact]
    public void The_writer_refuses_what_the_format_or_llama_cpp_does_not_have()
    {
        var writer = new GgufWriter().Add("a", [1], [1]);
        Assert.Throws<ArgumentException>(() => writer.Add("a", [1], [1]));
        Assert.Throws<ArgumentException>(() => writer.Add("", [1], [1]));
        Assert.Throws<ArgumentException>(() => writer.Add(new string('x', 64), [1], [1]));
        Assert.Throws<ArgumentException>(() => writer.Add("scalar", [], [1]));
        Assert.Throws<ArgumentException>(() => writer.Add("deep", [1, 1, 1, 1, 1], [1]));
        Assert.Throws<ArgumentException>(() => writer.Add("empty", [0], []));
        Assert.Throws<ArgumentException>(() => writer.Add("half", TensorType.Q4_K, [2, 128], _ => { }));
        Assert.Throws<ArgumentException>(() => writer.Set("general.alignment", 64u));
        Assert.Throws<ArgumentException>(() => writer.Set("k", 1m));
        Assert.Throws<ArgumentException>(() => writer.Set("k", new object[] { 1 }));
    }

    private GgufFile Written(GgufWriter writer, string name = "model.gguf")
    {
        writer.Write(_folder.File(name));
        return GgufFile.Open(_folder.File(name));
    }
}

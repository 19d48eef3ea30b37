using Slipway.Formats.Gguf;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Gguf;

public sealed class GgufSplitTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_split_model_opens_as_one_by_any_of_its_parts(int part)
    {
        Write();
        using var file = GgufFile.Open(Name(part));
        Assert.Equal(Name(part), file.Path);
        Assert.Equal("llama", file.Metadata.Text("general.architecture"));
        Assert.Equal(["t0", "t1", "t2"], file.Tensors.Select(tensor => tensor.Name));
        for (var i = 0; i < 3; i++)
            Assert.Equal([i, i], file.Tensor($"t{i}").Floats());
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        Write();
        File.Delete(Name(2));
        Refused(Name(1), $"split: part 2 of 3 is missing: {Name(2)}");
    }

    [Fact]
    public void A_part_under_a_name_of_its_own_says_how_it_must_be_called()
    {
        Write();
        File.Move(Name(1), _folder.File("renamed.gguf"));
        Refused(_folder.File("renamed.gguf"), "split: is part 1 of 3, so its name must end with -00001-of-00003.gguf for the others to be found");
    }

    [Fact]
    public void A_part_of_another_model_is_refused()
    {
        Write();
        File.Copy(Name(3), Name(2), overwrite: true);
        Refused(Name(1), "metadata 'split.no': expected 1, found 2", named: Name(2));
        Write();
        Part(2, 4, "t2").Write(Name(3));
        Refused(Name(1), "metadata 'split.count': expected 3, found 4", named: Name(3));
        Write();
        Part(2, 3, "t1").Write(Name(3));
        Refused(Name(1), "tensor 't1': occurs in two parts");
        Write();
        Part(2, 3, "t2").Add("t3", [1], [1]).Write(Name(3));
        Refused(Name(1), "metadata 'split.tensors.count': expected 4, found 3");
    }

    private void Refused(string path, string problem, string? named = null) =>
        Assert.Equal($"{named ?? path}: {problem}", Assert.Throws<ModelFileException>(() => GgufFile.Open(path)).Message);

    private string Name(int part) => _folder.File($"model-{part:D5}-of-00003.gguf");

    private void Write()
    {
        for (ushort part = 0; part < 3; part++)
            Part(part, 3, $"t{part}").Write(Name(part + 1));
    }

    private static GgufWriter Part(ushort number, ushort count, string tensor)
    {
        var writer = new GgufWriter().Set("split.no", number).Set("split.count", count).Set("split.tensors.count", 3);
        if (number == 0)
            writer.Set("general.architecture", "llama");
        return writer.Add(tensor, [2], [number, number]);
    }
}

using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Synthesis;
using Slipway.Testing;

namespace Slipway.Tests;

public sealed class QuantizeCommandTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_text_says_which_weights_matter()
    {
        var (source, plain, measured, text) = (_folder.File("in.gguf"), _folder.File("plain.gguf"), _folder.File("measured.gguf"), _folder.File("text.txt"));
        RandomModel.Write(source, new RandomModelShape(1, 256, 4, 4, 256), 1, TensorType.F16);
        File.WriteAllText(text, "the tide comes and goes twice a day");
        Assert.Equal(0, (await CommandLine.RunAsync("quantize", source, plain, "--type", "Q4_K_S")).ExitCode);
        var result = await CommandLine.RunAsync("quantize", source, measured, "--type", "Q4_K_S", "--importance", text);
        Assert.Equal((0, new FileInfo(plain).Length / 1000), (result.ExitCode, new FileInfo(measured).Length / 1000));
        using var written = GgufFile.Open(measured);
        Assert.Equal("text.txt", written.Metadata.Text("quantize.imatrix.file"));
        Assert.NotEqual(File.ReadAllBytes(plain)[^100_000..], File.ReadAllBytes(measured)[^100_000..]);

        File.WriteAllText(text, "");
        result = await CommandLine.RunAsync("quantize", source, measured, "--importance", text);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("text.txt: file: there is no text", result.Errors);
    }
}

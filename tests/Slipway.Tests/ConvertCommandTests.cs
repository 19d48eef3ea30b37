using Slipway.Formats;
using Slipway.Models.Synthesis;
using Slipway.Testing;

namespace Slipway.Tests;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_becomes_a_directory_and_the_directory_a_smaller_file()
    {
        var (file, directory, back) = (_folder.File("model.gguf"), _folder.File("directory"), _folder.File("back.gguf"));
        RandomModel.Write(file, RandomModelShape.Tiny, 1, TensorType.F16);

        var there = await CommandLine.RunAsync("convert", file, directory);
        Assert.Equal((0, $"{directory}: F16\n"), (there.ExitCode, there.Output));
        var inspected = await CommandLine.RunAsync("inspect", directory);
        Assert.Contains("Runs here       yes", inspected.Output);
        var here = await CommandLine.RunAsync("convert", directory, back, "--type", "q8_0");
        Assert.Equal(0, here.ExitCode);
        Assert.StartsWith($"{back}: Q8_0, 0.", here.Output);
        Assert.Contains("Runs here       yes", (await CommandLine.RunAsync("inspect", back)).Output);
    }

    [Theory]
    [InlineData(new[] { "model.gguf", "there", "--type", "Q8_0" }, "there: output: is a directory, whose weights are F32, F16 or BF16, not Q8_0")]
    [InlineData(new[] { "model.gguf", "model.gguf" }, "model.gguf: output: is a file; a GGUF file becomes a directory")]
    [InlineData(new[] { ".", "out.gguf" }, ".: directory: holds no config.json")]
    [InlineData(new[] { "model.gguf", "there", "--type", "Q9" }, "--type 'Q9' is none of")]
    public async Task What_cannot_be_converted_is_one_line_and_an_exit_code(string[] arguments, string message)
    {
        RandomModel.Write(_folder.File("model.gguf"), RandomModelShape.Tiny, 1, TensorType.F16);
        string[] paths = [_folder.File(arguments[0]), _folder.File(arguments[1]), .. arguments[2..]];
        var result = await CommandLine.RunAsync(["convert", .. paths]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Errors);
    }
}

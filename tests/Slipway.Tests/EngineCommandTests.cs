using Slipway.Formats;
using Slipway.Models.Synthesis;
using Slipway.Testing;

namespace Slipway.Tests;

public sealed class EngineCommandTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new[] { "--urls", "http://127.0.0.1:70000" }, "http://127.0.0.1:70000: a port is a number from 0 to 65535")]
    [InlineData(new[] { "--urls", "https://127.0.0.1:8443" }, "is not an http:// address")]
    [InlineData(new[] { "--adapter", "north" }, "--adapter 'north' is not NAME=PATH")]
    [InlineData(new[] { "--urls", "http://127.0.0.1:0", "--adapter", "north=nowhere" }, "adapter 'north': there is nothing at")]
    public async Task What_cannot_be_served_is_one_line_and_an_exit_code(string[] arguments, string message)
    {
        var model = _folder.File("model.gguf");
        RandomModel.Write(model, RandomModelShape.Tiny, 1, TensorType.F16);
        var result = await CommandLine.RunAsync(["engine", "--model", model, .. arguments]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
    }
}

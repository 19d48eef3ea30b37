using Slipway.Platform.Common;
using Slipway.Testing;

namespace Slipway.Platform.Tests.Common;

public sealed class ModelRootsTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly ModelRoots _roots;

    public ModelRootsTests()
    {
        Directory.CreateDirectory(_folder.File("models/inner"));
        Directory.CreateDirectory(_folder.File("other"));
        Directory.CreateDirectory(_folder.File("models-not"));
        File.WriteAllText(_folder.File("models/a.gguf"), "a");
        File.WriteAllText(_folder.File("other/b.gguf"), "b");
        File.WriteAllText(_folder.File("models-not/c.gguf"), "c");
        File.WriteAllText(_folder.File("secret"), "s");
        File.CreateSymbolicLink(_folder.File("models/out.gguf"), "../secret");
        File.CreateSymbolicLink(_folder.File("models/in.gguf"), "./inner/../a.gguf");
        File.CreateSymbolicLink(_folder.File("models/circle"), "circle");
        Directory.CreateSymbolicLink(_folder.File("models/door"), "..");
        Directory.CreateDirectory(_folder.File("models/leaky"));
        File.CreateSymbolicLink(_folder.File("models/leaky/config.json"), "../../secret");
        _roots = new ModelRoots([_folder.File("models"), _folder.File("other")]);
    }

    [Theory]
    [InlineData("a.gguf")]
    [InlineData("in.gguf")]
    [InlineData("inner")]
    [InlineData("inner/../a.gguf")]
    public void A_path_below_a_root_is_taken(string path) => Assert.True(_roots.Resolve(path).Succeeded);

    [Theory]
    [InlineData("other/b.gguf", true)]
    [InlineData("models-not/c.gguf", false)]
    [InlineData("secret", false)]
    [InlineData("models/../secret", false)]
    public void A_whole_path_counts_by_where_it_is(string path, bool taken) => Assert.Equal(taken, _roots.Resolve(_folder.File(path)).Succeeded);

    [Theory]
    [InlineData("../secret")]
    [InlineData("out.gguf")]
    [InlineData("door/secret")]
    [InlineData("circle")]
    [InlineData("leaky")]
    [InlineData("")]
    [InlineData("a.gguf\0")]
    public void A_path_that_leads_elsewhere_is_refused(string path) => Assert.Equal(FailureKind.InvalidRequest, _roots.Resolve(path).Failure!.Kind);

    [Fact]
    public void What_is_missing_is_said_so_without_showing_where_the_folders_are()
    {
        var failure = _roots.Resolve("missing.gguf").Failure!;

        Assert.Equal(FailureKind.NotFound, failure.Kind);
        Assert.DoesNotContain(_folder.Path, failure.Message);
    }

    public void Dispose() => _folder.Dispose();
}

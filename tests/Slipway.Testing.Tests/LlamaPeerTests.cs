namespace Slipway.Testing.Tests;

public sealed class LlamaPeerTests
{
    [Fact]
    [Trait("Needs", "peer")]
    public void The_peer_starts_and_says_what_is_wrong_with_a_file()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder.File("bad.gguf"), "not a model");
        using var peer = LlamaPeer.Start();

        var error = Assert.Throws<InvalidOperationException>(() => peer.Load(folder.File("bad.gguf")));

        Assert.Contains("GGUF magic", error.Message, StringComparison.Ordinal);
    }
}

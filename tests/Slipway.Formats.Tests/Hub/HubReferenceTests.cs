using Slipway.Formats.Hub;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Hub;

public sealed class HubReferenceTests
{
    [Theory]
    [InlineData("hf://org/model", "org/model", "main", null)]
    [InlineData("hf://gpt2", "gpt2", "main", null)]
    [InlineData("hf://org/model@v1.0", "org/model", "v1.0", null)]
    [InlineData("hf://org/model:a/b.gguf", "org/model", "main", "a/b.gguf")]
    [InlineData("hf://org/model.v2@refs/pr/1:Q4_K_M", "org/model.v2", "refs/pr/1", "Q4_K_M")]
    public void A_reference_has_a_repository_a_revision_and_a_file(string text, string repository, string revision, string? file)
    {
        var reference = HubReference.Parse(text);
        Assert.Equal((repository, revision, file), (reference.Repository, reference.Revision, reference.File));
        Assert.Equal(text, reference.ToString());
    }

    [Theory]
    [InlineData("org/model")]
    [InlineData("hf://")]
    [InlineData("hf://a/b/c")]
    [InlineData("hf://../b")]
    [InlineData("hf://a/.b")]
    [InlineData("hf://a--b/c")]
    [InlineData("hf://a/b..c")]
    [InlineData("hf://a/b@")]
    [InlineData("hf://a/b@../x")]
    [InlineData("hf://a/b@x@y")]
    [InlineData("hf://a/b:")]
    [InlineData("hf://a/b:/etc/passwd")]
    [InlineData("hf://a/b:../x.gguf")]
    [InlineData("hf://a/b:x//y")]
    [InlineData("hf://a/b:x\\y")]
    [InlineData("hf://a/b:x\ny")]
    public void What_leads_elsewhere_is_no_reference(string text) => Assert.Throws<HubException>(() => HubReference.Parse(text));

    [Fact]
    public void The_environment_says_where_and_who()
    {
        using var folder = new TempDirectory();
        var plain = HubOptions.FromEnvironment(Variables(("HOME", folder.Path)));
        Assert.Equal("https://huggingface.co/", plain.Endpoint.AbsoluteUri);
        Assert.Equal(folder.File(".cache/huggingface/hub"), plain.CacheFolder);
        Assert.Null(plain.Token);
        Assert.False(plain.Offline);

        File.WriteAllText(folder.File("token"), " hf_file\n");
        var home = HubOptions.FromEnvironment(Variables(("HF_HOME", folder.Path), ("HF_ENDPOINT", "http://mirror:1/hf/"), ("HF_HUB_OFFLINE", "1")));
        Assert.Equal(("http://mirror:1/hf", folder.File("hub"), "hf_file", true), (home.Endpoint.AbsoluteUri, home.CacheFolder, home.Token, home.Offline));

        var all = HubOptions.FromEnvironment(Variables(("HF_HOME", folder.Path), ("HF_TOKEN", "hf_own"), ("HF_HUB_CACHE", "~/c"), ("HOME", "/h"), ("HF_HUB_OFFLINE", "0")));
        Assert.Equal(("/h/c", "hf_own", false), (all.CacheFolder, all.Token, all.Offline));
        Assert.Equal("/x/huggingface/hub", HubOptions.FromEnvironment(Variables(("XDG_CACHE_HOME", "/x"))).CacheFolder);
        Assert.Contains("HF_ENDPOINT 'mirror' is not an address", Assert.Throws<HubException>(() => HubOptions.FromEnvironment(Variables(("HF_ENDPOINT", "mirror")))).Message);
    }

    private static Func<string, string?> Variables(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}

using System.Text;
using Slipway.Platform.Deployments;
using Slipway.Platform.Generation.Relays;
using Slipway.Protocol.Client;

namespace Slipway.Platform.Tests.Generation.Relays;

public sealed class RequestEditTests
{
    [Theory]
    [InlineData("{\"model\":\"a\",\"x\": 1e0}", "{\"model\":\"theirs\",\"x\": 1e0}")]
    [InlineData("{ \"x\": 1e0 }", "{\"model\":\"theirs\", \"x\": 1e0 }")]
    [InlineData("{}", "{\"model\":\"theirs\"}")]
    [InlineData("{\"model\":\"theirs\"}", "{\"model\":\"theirs\"}")]
    [InlineData("{\"a\":{\"model\":\"inner\"},\"model\":\"a\",\"model\":\"b\"}", "{\"a\":{\"model\":\"inner\"},\"model\":\"a\",\"model\":\"theirs\"}")]
    [InlineData("{\"stream\":true,\"model\":\"a\"}", "{\"stream_options\":{\"include_usage\":true},\"stream\":true,\"model\":\"theirs\"}")]
    [InlineData("{\"stream\":true,\"stream_options\":{\"x\":[1]},\"model\":\"a\"}", "{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\":\"theirs\"}")]
    public void The_models_name_and_the_wish_for_usage_are_put_in_and_all_else_stays_byte_for_byte(string body, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var outline = RequestOutline.Read(bytes, out var errors);
        Assert.Empty(errors);
        var endpoint = new ReplicaEndpoint(EngineAddress.Tcp("http://there"), EngineDialect.OpenAi, 1) { UpstreamModel = "theirs" };

        Assert.Equal(expected, Encoding.UTF8.GetString(RequestEdit.Apply(bytes, outline!, endpoint).Span));
    }
}

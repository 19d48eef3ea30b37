using System.Text;
using Slipway.Protocol.Json;

namespace Slipway.Protocol.Tests.Json;

public sealed class WireReaderTests
{
    [Theory]
    [InlineData("""{"messages": [{"role": "user", "content": "hi"}]}""")]
    [InlineData("""{"messages": [], "stop": "a", "logit_bias": {"5": -100}, "tool_choice": "auto", "unheard_of": {"a": 1}}""")]
    [InlineData("""{"messages": [{"role": "assistant", "content": null, "tool_calls": []}], "temperature": null}""")]
    public void A_good_body_has_no_errors(string body)
    {
        Assert.True(WireReader.TryRead(Encoding.UTF8.GetBytes(body), WireJson.Default.ChatCompletionRequest, out var request, out var errors));
        Assert.NotNull(request);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("{}", "messages")]
    [InlineData("""{"messages": null}""", "messages")]
    [InlineData("""{"messages": [{}], "temperature": "warm", "n": 1.5, "stop": 7}""", "n stop temperature messages[0].role")]
    [InlineData("""{"messages": [{"role": 1, "content": 2}]}""", "messages[0].role messages[0].content")]
    [InlineData("""{"messages": [], "tool_choice": "perhaps", "max_tokens": 99999999999}""", "max_tokens tool_choice")]
    [InlineData("""{"messages": [], "stream_options": {"include_usage": "yes"}}""", "stream_options.include_usage")]
    [InlineData("""{"messages": [], "tools": [{"function": {}}]}""", "tools[0].function.name")]
    public void Every_bad_field_is_named_at_once(string body, string fields)
    {
        Assert.False(WireReader.TryRead(Encoding.UTF8.GetBytes(body), WireJson.Default.ChatCompletionRequest, out _, out var errors));
        Assert.Equal(fields.Split(' ').Order(), errors.Select(error => error.Field).Order());
        Assert.DoesNotContain(errors, error => error.Message.Contains("System", StringComparison.Ordinal));
    }
}

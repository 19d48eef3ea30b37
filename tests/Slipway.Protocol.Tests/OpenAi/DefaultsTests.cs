using System.Text.Json;
using Slipway.Protocol.Json;

namespace Slipway.Protocol.Tests.OpenAi;

public sealed class DefaultsTests
{
    [Fact]
    public void A_field_that_was_not_sent_keeps_its_default()
    {
        // The source generator would set init-only properties to null here.
        var request = JsonSerializer.Deserialize(
            """{"messages": [], "tools": [{"function": {"name": "f"}}]}""", WireJson.Default.ChatCompletionRequest)!;
        Assert.Equal("function", request.Tools![0].Type);
        var list = JsonSerializer.Deserialize("""{"data": [{"id": "m"}]}""", WireJson.Default.ModelList)!;
        Assert.Equal("slipway", list.Data[0].OwnedBy);
    }
}

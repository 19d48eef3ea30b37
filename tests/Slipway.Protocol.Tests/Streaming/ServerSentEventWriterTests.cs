using System.Buffers;
using System.Text;
using Slipway.Protocol.Streaming;

namespace Slipway.Protocol.Tests.Streaming;

public sealed class ServerSentEventWriterTests
{
    [Fact]
    public void Events_stand_apart_and_a_newline_in_text_cannot_end_one()
    {
        var output = new ArrayBufferWriter<byte>();
        using var events = new ServerSentEventWriter(output);
        foreach (var text in new[] { "a", "line\n\nbreak" })
        {
            events.Begin().WriteStringValue(text);
            events.End();
        }
        events.Comment();
        events.Done();
        Assert.Equal("data: \"a\"\n\ndata: \"line\\n\\nbreak\"\n\n:\n\ndata: [DONE]\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}

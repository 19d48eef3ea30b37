using System.Buffers;
using System.Text;
using Slipway.Platform.Generation.Relays;
using Slipway.Testing;

namespace Slipway.Platform.Tests.Generation.Relays;

public sealed class EventFilterTests
{
    private const string Stream =
        "data: {\"choices\":[{\"delta\":{\"content\":\"a ,\\\"usage\\\":{\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}\n\n"
        + "data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}],\"usage\":null}\n\n"
        + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":0}}}\n\n"
        + "data: [DONE]\n\n";

    [Fact]
    public void Usage_that_nobody_asked_for_is_cut_out_and_all_else_stays_byte_for_byte()
    {
        var (text, tally) = Pass(Stream, "{}", 16);

        Assert.Equal(
            "data: {\"choices\":[{\"delta\":{\"content\":\"a ,\\\"usage\\\":{\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\ndata: [DONE]\n\n",
            text);
        Assert.Equal((1, 2, false), Count(tally));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void However_the_bytes_arrive_who_asked_for_everything_gets_everything(int step)
    {
        var (text, _) = Pass(Stream, "{\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}}", step);

        Assert.Equal(Stream, text);
    }

    [Fact]
    public void Without_usage_pieces_are_counted_and_called_an_estimate()
    {
        var (_, tally) = Pass("data: {\"choices\":[{\"text\":\"a\"}]}\n\ndata: {\"choices\":[{\"text\":\"\"}]}\n\ndata: {\"choices\":[{\"delta\":{\"reasoning_content\":\"b\"}}]}\n\n", "{}", 9);

        Assert.Equal((25, 2, true), Count(tally));
    }

    private static (int Prompt, int Completion, bool Estimated) Count(RelayTally tally)
    {
        var (usage, estimated) = tally.Count(100);
        return (usage.PromptTokens, usage.CompletionTokens, estimated);
    }

    private static (string Text, RelayTally Tally) Pass(string stream, string request, int step)
    {
        var tally = new RelayTally(new FakeTimeProvider());
        var filter = new EventFilter(RequestOutline.Read(Encoding.UTF8.GetBytes(request), out _)!, tally);
        var output = new ArrayBufferWriter<byte>();
        var pending = new List<byte>();
        foreach (var part in Encoding.UTF8.GetBytes(stream).Chunk(step))
        {
            pending.AddRange(part);
            pending.RemoveRange(0, filter.Pass(pending.ToArray(), output));
        }

        Assert.Empty(pending);
        return (Encoding.UTF8.GetString(output.WrittenSpan), tally);
    }
}

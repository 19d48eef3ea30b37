using System.Text;
using Slipway.Engine.Scheduling;
using Slipway.Engine.Tests.Fakes;
using Slipway.Formats.Tokenizers;

namespace Slipway.Engine.Tests.Scheduling;

public sealed class AnswerTextTests
{
    [Theory]
    [InlineData("hello world", "", "hello world", false)]
    [InlineData("hello world", "o w", "hell", true)]
    [InlineData("aaab", "aab", "a", true)]
    [InlineData("abababc", "ababc", "ab", true)]
    [InlineData("one two", "two|one", "", true)]
    [InlineData("abc", "cd", "abc", false)]
    [InlineData("naïve ☃ snow", "☃", "naïve ", true)]
    [InlineData("STOP", "stop", "STOP", false)]
    public void Text_ends_before_the_first_stop_string(string said, string stops, string text, bool stopped)
    {
        var answer = new AnswerText(new TextDecoder(new ByteTokenizer()), stops.Length == 0 ? [] : stops.Split('|'));
        var given = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(said))
        {
            given.Append(answer.Append(value));
            Assert.StartsWith(given.ToString(), text, StringComparison.Ordinal);
            if (answer.Stopped)
                break;
        }
        if (!answer.Stopped)
            given.Append(answer.Flush());
        Assert.Equal(text, given.ToString());
        Assert.Equal(stopped, answer.Stopped);
    }

    [Fact]
    public void Without_a_stop_string_in_sight_nothing_is_held_back()
    {
        var answer = new AnswerText(new TextDecoder(new ByteTokenizer()), ["\n\n"]);
        Assert.Equal("a", answer.Append('a'));
        Assert.Equal("", answer.Append('\n'));
        Assert.Equal("\nb", answer.Append('b'));
    }
}

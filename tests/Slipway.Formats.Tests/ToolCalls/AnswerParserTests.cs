using System.Text;
using System.Text.RegularExpressions;
using Slipway.Formats.ToolCalls;

namespace Slipway.Formats.Tests.ToolCalls;

public sealed class AnswerParserTests
{
    private const string Two = """
        <tool_call>
        {"name": "tide", "arguments": {"harbour": "Brest", "days": [1, {"a": "}\""}]}}
        </tool_call>
        <tool_call>
        {"arguments": {"x": 1}, "name": "ferry"}
        </tool_call>
        """;

    private static readonly HashSet<string> Functions = ["tide", "ferry", "brave_search"];

    private static readonly AnswerSyntax Tagged = new() { Calls = ToolCallFormat.Tagged, Functions = Functions, Thinks = true };

    private static readonly AnswerSyntax Bare = new() { Calls = ToolCallFormat.Bare, Functions = Functions };

    private static readonly AnswerSyntax Plain = new();

    /// <summary>Answers, and what they are: thoughts in ‹›, then content, then calls.</summary>
    public static TheoryData<string, string, string> Answers => new()
    {
        { "plain", "Just {\"name\": \"tide\"} <think>text</think> <tool_call> ", "Just {\"name\": \"tide\"} <think>text</think> <tool_call> " },
        { "tagged", "Hello there.\n", "Hello there.\n" },
        { "tagged", "<think>\nSo.\n\nYes.\n</think>\n\nHello\n there", "‹So.\n\nYes.›Hello\n there" },
        { "tagged", "\n<think></think>Hi", "Hi" },
        { "tagged", "<think>never ends \n", "‹never ends›" },
        { "tagged", "  Hello <think>no thought</think>", "  Hello <think>no thought</think>" },
        { "tagged", "<thinking>", "<thinking>" },
        { "tagged", "a < b <tool <tool_ca", "a < b <tool <tool_ca" },
        { "tagged", Two, "[tide {\"harbour\": \"Brest\", \"days\": [1, {\"a\": \"}\\\"\"}]}][ferry {\"x\": 1}]" },
        { "tagged", "<think>Tides?</think>\nI look.\n\n" + Two + "\n", "‹Tides?›I look.[tide {\"harbour\": \"Brest\", \"days\": [1, {\"a\": \"}\\\"\"}]}][ferry {\"x\": 1}]" },
        { "tagged", Two + "\nDone.", "Done.[tide {\"harbour\": \"Brest\", \"days\": [1, {\"a\": \"}\\\"\"}]}][ferry {\"x\": 1}]" },
        { "tagged", "<tool_call>{\"name\":\"t\",\"arguments\":\"{\\\"k\\\": 1}\"}</tool_call>", "[t {\"k\": 1}]" },
        { "tagged", "<tool_call>{\"name\":\"t\"}</tool_call>", "[t {}]" },
        { "tagged", "<tool_call>{\"name\":\"t\",\"arguments\":null}</tool_call>", "[t {}]" },
        { "tagged", "<tool_call>{\"id\": 5, \"name\":\"t\", \"arguments\":{}, \"more\": [1, \"]\"]}</tool_call>", "[t {}]" },
        { "tagged", "<tool_call>{\"name\":\"t\",\"arguments\":{\"a\": \"cut", "[t {\"a\": \"cut]" },
        { "tagged", "<tool_call>{\"name\":\"t\",\"arguments\":{}}", "[t {}]" },
        { "tagged", "See <tool_call>nothing</tool_call> here", "See <tool_call>nothing</tool_call> here" },
        { "tagged", "See \n<tool_call>{\"name\": 5}", "See \n<tool_call>{\"name\": 5}" },
        { "tagged", "<tool_call>{\"nam", "<tool_call>{\"nam" },
        { "tagged", "<tool_call>x<tool_call>{\"name\":\"t\",\"arguments\":{}}</tool_call>", "<tool_call>x[t {}]" },
        { "tagged", "<tool_call>{\"name\":\"t\",\"arguments\":{}}</tool_call></tool_call>", "[t {}]" },
        { "bare", "{\"name\": \"tide\", \"parameters\": {\"harbour\": \"Brest\"}}", "[tide {\"harbour\": \"Brest\"}]" },
        { "bare", "\n{\"type\": \"function\", \"name\": \"tide\", \"parameters\": {}}", "[tide {}]" },
        { "bare", "<|python_tag|>{\"name\": \"tide\", \"parameters\": {}}; {\"name\": \"ferry\", \"parameters\": {\"a\": 1}}\n", "[tide {}][ferry {\"a\": 1}]" },
        { "bare", "<|python_tag|>brave_search.call(query=\"boats \\\"x\\\"\", n=\"2\")", "[brave_search {\"query\":\"boats \\\"x\\\"\",\"n\":\"2\"}]" },
        { "bare", "<|python_tag|>print(\"hi\")", "print(\"hi\")" },
        { "bare", "{\"name\": \"Ada\", \"age\": 36}", "{\"name\": \"Ada\", \"age\": 36}" },
        { "bare", "{\"name\": \"tide\", \"age\": 36}", "{\"name\": \"tide\", \"age\": 36}" },
        { "bare", "{\"a\": [1, 2]} and more", "{\"a\": [1, 2]} and more" },
        { "bare", " A sentence {\"name\": \"tide\", \"parameters\": {}}", " A sentence {\"name\": \"tide\", \"parameters\": {}}" },
        { "bare", "Well. <|python_tag|>{\"name\": \"tide\", \"parameters\": {}}", "Well.[tide {}]" },
        { "bare", "{", "{" },
        { "bare", "{\"name\": \"tide\"} ", "[tide {}]" },
        { "bare", "{\"name\": 5, \"parameters\": {}}", "{\"name\": 5, \"parameters\": {}}" },
        { "bare", "{\"name\": \"tide\", \"parameters\": {\"x\": 1.5}", "[tide {\"x\": 1.5}]" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_is_taken_apart(string syntax, string answer, string expected) =>
        Assert.Equal(expected, Run(Syntax(syntax), [answer]));

    [Theory]
    [MemberData(nameof(Answers))]
    public void Where_the_stream_is_cut_changes_nothing(string syntax, string answer, string expected)
    {
        for (var first = 0; first <= answer.Length; first++)
        {
            for (var second = first; second <= answer.Length; second += 3)
                Assert.Equal(expected, Run(Syntax(syntax), [answer[..first], answer[first..second], answer[second..]]));
        }
        Assert.Equal(expected, Run(Syntax(syntax), answer.Select(c => c.ToString())));
    }

    [Fact]
    public void Thoughts_that_the_prompt_has_opened_end_at_their_tag() =>
        Assert.Equal("‹So it is.›Yes", Run(Tagged with { StartsThinking = true }, ["\nSo it", " is.\n</thi", "nk>\n\n", "Yes"]));

    [Fact]
    public void What_is_certain_is_given_out_at_once()
    {
        var parser = new AnswerParser(Tagged);
        Assert.Equal([new AnswerDelta(AnswerDeltaKind.Content, "Hello")], parser.Append("Hello "));
        Assert.Equal([new AnswerDelta(AnswerDeltaKind.Content, " you")], parser.Append("you <tool"));
        Assert.Empty(parser.Append("_call>{\"name\": \"tide\", \"arguments\": "));
        Assert.Equal(
            [new AnswerDelta(AnswerDeltaKind.CallName, "tide"), new AnswerDelta(AnswerDeltaKind.CallArguments, "{\"a\"")], parser.Append("{\"a\""));
        Assert.Equal([new AnswerDelta(AnswerDeltaKind.CallArguments, ": 1}")], parser.Append(": 1}}</tool_"));
        Assert.Equal([new AnswerDelta(AnswerDeltaKind.CallName, "b", 1), new AnswerDelta(AnswerDeltaKind.CallArguments, "{}", 1)],
            parser.Append("call><tool_call>{\"name\": \"b\"}"));
        Assert.Empty(parser.Finish());
        Assert.Equal(2, parser.Calls);
    }

    [Fact]
    public void Random_answers_lose_nothing_and_come_out_the_same_however_they_are_cut()
    {
        string[] pieces =
        [
            "<think>", "</think>", "<tool_call>", "</tool_call>", "<|python_tag|>", "{\"name\": \"tide\", ", "\"arguments\": ", "\"parameters\": ", "{}",
            "{\"a\": \"<tool_call>\"}", "}", "{", "\"", "\\", "\n", " ", ";", "word", "<", "tool", "brave_search.call(q=\"1\")", "[", "]", "1,", ":",
        ];
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var answer = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var syntax = (i % 3) switch { 0 => Tagged, 1 => Bare, _ => Bare with { Thinks = true, StartsThinking = random.Next(2) == 0 } };
            var whole = Run(syntax, [answer]);
            Assert.Equal(whole, Run(syntax, answer.Select(c => c.ToString())));
            if (!whole.Contains("[tide", StringComparison.Ordinal) && !whole.Contains("[brave", StringComparison.Ordinal))
                Assert.Equal(Words(answer), Words(whole));
        }
    }

    // Without blanks and tags, and the marks of thoughts.
    private static string Words(string text) => Regex.Replace(text, @"</?think>|<\|python_tag\|>|[\s‹›]", "");

    private static AnswerSyntax Syntax(string name) => name switch { "tagged" => Tagged, "bare" => Bare, _ => Plain };

    private static string Run(AnswerSyntax syntax, IEnumerable<string> pieces)
    {
        var parser = new AnswerParser(syntax);
        var (reasoning, content, calls) = (new StringBuilder(), new StringBuilder(), new List<StringBuilder>());
        var deltas = pieces.SelectMany(parser.Append).ToList();
        foreach (var delta in deltas.Concat(parser.Finish()))
        {
            Assert.NotEqual("", delta.Text);
            switch (delta.Kind)
            {
                case AnswerDeltaKind.Content:
                    content.Append(delta.Text);
                    break;
                case AnswerDeltaKind.Reasoning:
                    reasoning.Append(delta.Text);
                    break;
                case AnswerDeltaKind.CallName:
                    Assert.Equal(calls.Count, delta.Call);
                    calls.Add(new StringBuilder(delta.Text).Append(' '));
                    break;
                default:
                    Assert.Equal(calls.Count - 1, delta.Call);
                    calls[delta.Call].Append(delta.Text);
                    break;
            }
        }
        Assert.Equal(calls.Count, parser.Calls);
        return (reasoning.Length > 0 ? $"‹{reasoning}›" : "") + content + string.Concat(calls.Select(call => $"[{call}]"));
    }
}

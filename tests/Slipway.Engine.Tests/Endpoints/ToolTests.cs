using System.Text.Json;
using Slipway.Engine.Tests.Fakes;
using Slipway.Models.Synthesis;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Endpoints;

/// <summary>Functions shown to models of three families. The models say nothing sensible; what they must say, grammars make them say.</summary>
public sealed class ToolTests
{
    private static readonly object Messages = new[] { new { role = "user", content = "What is the tide in Brest?" } };

    private static readonly JsonElement Tools = JsonElement.Parse("""
        [{"type": "function", "function": {"name": "tide", "description": "Says the tide.", "strict": true, "parameters": {
            "type": "object", "properties": {"harbour": {"enum": ["Brest", "Kiel"]}, "hour": {"type": "integer", "minimum": 0, "maximum": 23}},
            "required": ["harbour", "hour"], "additionalProperties": false}}},
         {"type": "function", "function": {"name": "ferry", "parameters": {
            "properties": {"to": {"type": "string", "maxLength": 6}}, "required": ["to"], "additionalProperties": false}}}]
        """);

    public static RandomModelShape Shape(string family) => RandomModelShape.Tiny with
    {
        ChatTemplate = File.ReadAllText(Repository.PathOf("tests", "Slipway.Formats.Tests", "Templates", "Families", family + ".jinja")),
        ControlTokens = ["<think>", "</think>", "<tool_call>", "</tool_call>", "<|python_tag|>", "<|im_end|>", "<|eot_id|>"],
    };

    [Theory]
    [InlineData("qwen25")]
    [InlineData("qwen3")]
    [InlineData("hermes-tools")]
    [InlineData("llama3-tools")]
    public async Task A_required_call_is_made_and_fits_its_function(string family)
    {
        await using var engine = LiveEngine.Start(shape: Shape(family));
        var named = new HashSet<string>();
        for (var seed = 0; seed < 8; seed++)
        {
            var (status, body) = await engine.PostAsync("v1/chat/completions", new
            {
                messages = Messages,
                tools = Tools,
                tool_choice = "required",
                parallel_tool_calls = seed % 2 == 0,
                max_tokens = 600,
                seed,
                // The bias ends the thoughts of a model without sense.
                logit_bias = new Dictionary<string, int> { [$"{engine.Model.Tokenizer.Find("</think>")}"] = 8, ["1"] = 8 },
            });
            Assert.Equal(200, status);
            var choice = body.GetProperty("choices")[0];
            Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
            var message = choice.GetProperty("message");
            Assert.Equal(JsonValueKind.Null, message.GetProperty("content").ValueKind);
            var calls = message.GetProperty("tool_calls").EnumerateArray().ToArray();
            Assert.True(calls.Length >= 1 && (calls.Length == 1 || seed % 2 == 0));
            named.UnionWith(calls.Select(AssertFits));
        }
        Assert.Equal(["ferry", "tide"], named.Order());
    }

    [Theory]
    [InlineData("qwen25", "<tool_call>")]
    [InlineData("llama3-tools", "<|python_tag|>")]
    public async Task Of_its_own_accord_a_model_calls_strict_functions_as_they_want_and_one_at_a_time_if_asked(string family, string tag)
    {
        await using var engine = LiveEngine.Start(shape: Shape(family));
        var bias = new Dictionary<string, int> { [$"{engine.Model.Tokenizer.Find(tag)}"] = 4, ["1"] = 4 };
        var (called, said) = (0, 0);
        for (var seed = 0; seed < 12; seed++)
        {
            var (_, body) = await engine.PostAsync("v1/chat/completions", new
            {
                messages = Messages,
                tools = Tools,
                parallel_tool_calls = false,
                max_tokens = 400,
                seed,
                logit_bias = bias,
            });
            var choice = body.GetProperty("choices")[0];
            if (choice.GetProperty("message").TryGetProperty("tool_calls", out var calls))
            {
                called++;
                Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
                AssertFits(Assert.Single(calls.EnumerateArray()));
            }
            else
            {
                said++;
                Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
            }
        }
        Assert.True(called > 0 && said > 0, $"{called} calls, {said} answers");
    }

    private static string AssertFits(JsonElement call)
    {
        Assert.Equal("function", call.GetProperty("type").GetString());
        Assert.StartsWith("call_", call.GetProperty("id").GetString(), StringComparison.Ordinal);
        var function = call.GetProperty("function");
        var name = function.GetProperty("name").GetString()!;
        var schema = Tools.EnumerateArray().Select(tool => tool.GetProperty("function"))
            .First(tool => tool.GetProperty("name").GetString() == name).GetProperty("parameters");
        var arguments = JsonElement.Parse(function.GetProperty("arguments").GetString()!);
        Assert.Equal(JsonValueKind.Object, arguments.ValueKind);
        Assert.True(Schemas.SchemaValidator.IsValid(schema, arguments, schema), arguments.ToString());
        return name;
    }

    [Theory]
    [InlineData("qwen25")]
    [InlineData("llama3-tools")]
    public async Task A_named_function_is_called_once_and_streams_its_arguments(string family)
    {
        await using var engine = LiveEngine.Start(shape: Shape(family));
        var request = new
        {
            messages = Messages,
            tools = Tools,
            tool_choice = new { type = "function", function = new { name = "ferry" } },
            max_tokens = 200,
            seed = 4,
        };
        var (_, whole) = await engine.PostAsync("v1/chat/completions", request);
        var called = whole.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls");
        Assert.Equal(1, called.GetArrayLength());
        Assert.Equal("ferry", called[0].GetProperty("function").GetProperty("name").GetString());

        var chunks = await engine.StreamAsync("v1/chat/completions", request);
        var deltas = chunks.Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta")).ToArray();
        var pieces = deltas.Where(delta => delta.TryGetProperty("tool_calls", out _)).Select(delta => delta.GetProperty("tool_calls")[0]).ToArray();
        Assert.Equal("assistant", deltas[0].GetProperty("role").GetString());
        Assert.True(pieces.Length > 2, "the arguments came in one piece");
        Assert.All(pieces, piece => Assert.Equal(0, piece.GetProperty("index").GetInt32()));
        Assert.Equal("ferry", pieces[0].GetProperty("function").GetProperty("name").GetString());
        Assert.All(pieces.Skip(1), piece => Assert.False(piece.TryGetProperty("id", out _)));
        Assert.Equal(
            called[0].GetProperty("function").GetProperty("arguments").GetString(),
            string.Concat(pieces.Select(piece => piece.GetProperty("function").GetProperty("arguments").GetString())));
        Assert.Equal("tool_calls", chunks[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Thoughts_are_apart_and_a_schema_holds_behind_them()
    {
        await using var engine = LiveEngine.Start(shape: Shape("qwen3"));
        int? Token(string tag) => engine.Model.Tokenizer.Find(tag);
        var thoughtful = 0;
        for (var seed = 0; seed < 6; seed++)
        {
            var request = new
            {
                messages = Messages,
                max_tokens = 400,
                seed,
                logit_bias = new Dictionary<string, int> { [$"{Token("<think>")}"] = 4, [$"{Token("</think>")}"] = 5 },
                response_format = new { type = "json_schema", json_schema = new { name = "x", schema = JsonElement.Parse("""{"enum": ["ebb", "flow"]}""") } },
            };
            var (_, body) = await engine.PostAsync("v1/chat/completions", request);
            var message = body.GetProperty("choices")[0].GetProperty("message");
            Assert.Matches("^\"(ebb|flow)\"$", message.GetProperty("content").GetString());
            var reasoning = Text(message, "reasoning_content");
            thoughtful += reasoning.Length > 0 ? 1 : 0;
            Assert.DoesNotContain("</think>", reasoning, StringComparison.Ordinal);

            var deltas = (await engine.StreamAsync("v1/chat/completions", request))
                .Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta")).ToArray();
            Assert.Equal(reasoning, string.Concat(deltas.Select(delta => Text(delta, "reasoning_content"))));
            Assert.Equal(Text(message, "content"), string.Concat(deltas.Select(delta => Text(delta, "content"))));
        }
        Assert.True(thoughtful > 0, "it never thought");

        static string Text(JsonElement said, string property) => said.TryGetProperty(property, out var text) ? text.GetString()! : "";
    }

    [Fact]
    public async Task Calls_and_their_results_stand_in_the_history()
    {
        await using var engine = LiveEngine.Start(shape: Shape("qwen3"));
        var (status, body) = await engine.PostAsync("v1/chat/completions", new
        {
            messages = JsonElement.Parse("""
                [{"role": "user", "content": "tide?"},
                 {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "tide", "arguments": "{\"harbour\": \"Brest\"}"}}]},
                 {"role": "tool", "tool_call_id": "c1", "content": "ebb"}]
                """),
            tools = Tools,
            max_tokens = 5,
        });
        Assert.Equal(200, status);
        Assert.True(body.GetProperty("usage").GetProperty("prompt_tokens").GetInt32() > 100);
    }

    [Theory]
    [InlineData("gemma", "tools", "chat template")]
    [InlineData("typescript-tools", "tools", "the way in which it writes calls")]
    [InlineData("qwen25", "documents", "chat template")]
    public async Task What_a_template_cannot_show_is_refused(string family, string field, string why)
    {
        await using var engine = LiveEngine.Start(shape: Shape(family));
        var (status, body) = await engine.PostAsync("v1/chat/completions", new Dictionary<string, object>
        {
            ["messages"] = Messages,
            [field] = field == "tools" ? Tools : JsonElement.Parse("""[{"text": "x"}]"""),
        });
        var error = body.GetProperty("error");
        Assert.Equal((400, field), (status, error.GetProperty("param").GetString()));
        Assert.Contains(why, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_tool_choice_none_the_model_hears_of_no_tools()
    {
        await using var engine = LiveEngine.Start(shape: Shape("gemma"));
        var (status, _) = await engine.PostAsync("v1/chat/completions", new { messages = Messages, tools = Tools, tool_choice = "none", max_tokens = 2 });
        Assert.Equal(200, status);
    }

    [Fact]
    public async Task A_strict_function_whose_schema_cannot_be_kept_to_is_refused()
    {
        await using var engine = LiveEngine.Start(shape: Shape("qwen25"));
        object Request(bool strict) => new
        {
            messages = Messages,
            tools = new[] { new { type = "function", function = new { name = "f", strict, parameters = JsonElement.Parse("""{"type": "object", "not": {}}""") } } },
            tool_choice = "required",
            max_tokens = 3,
        };
        var (status, body) = await engine.PostAsync("v1/chat/completions", Request(strict: true));
        Assert.Equal((400, "tools"), (status, body.GetProperty("error").GetProperty("param").GetString()));
        (status, _) = await engine.PostAsync("v1/chat/completions", Request(strict: false));
        Assert.Equal(200, status);
    }
}

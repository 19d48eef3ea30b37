using System.Text.Json;
using Slipway.Engine.Tests.Fakes;

namespace Slipway.Engine.Tests.Endpoints;

public sealed class StructuredOutputTests : IAsyncLifetime
{
    private static readonly object Messages = new[] { new { role = "user", content = "go" } };

    private LiveEngine _engine = null!;

    public ValueTask InitializeAsync()
    {
        _engine = LiveEngine.Start();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task An_answer_follows_its_schema_whatever_the_model_would_say()
    {
        var schema = JsonDocument.Parse("""
            {"type": "object", "properties": {
                "kind": {"enum": ["a", "b"]}, "count": {"type": "integer", "minimum": 1, "maximum": 40},
                "tags": {"type": "array", "items": {"type": "string", "maxLength": 5}, "minItems": 1, "maxItems": 3}},
             "required": ["kind", "count", "tags"], "additionalProperties": false}
            """).RootElement;
        for (var seed = 0; seed < 5; seed++)
        {
            var (status, body) = await _engine.PostAsync("v1/chat/completions", new
            {
                messages = Messages,
                seed,
                max_tokens = 400,
                response_format = new { type = "json_schema", json_schema = new { name = "thing", schema, strict = true } },
            });
            Assert.Equal(200, status);
            var choice = body.GetProperty("choices")[0];
            Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
            using var answer = JsonDocument.Parse(choice.GetProperty("message").GetProperty("content").GetString()!);
            Assert.True(Schemas.SchemaValidator.IsValid(schema, answer.RootElement, schema), answer.RootElement.ToString());
        }
    }

    [Fact]
    public async Task Json_object_gives_an_object_unless_it_is_cut_short()
    {
        // The bias leads a model without sense out of its strings.
        var bias = _engine.Model.Tokenizer.Encode("\"}]", parseSpecial: false).ToDictionary(token => $"{token}", _ => 5);
        for (var seed = 0; seed < 5; seed++)
        {
            var (_, body) = await _engine.PostAsync(
                "v1/chat/completions", new { messages = Messages, seed, max_tokens = 500, logit_bias = bias, response_format = new { type = "json_object" } });
            var choice = body.GetProperty("choices")[0];
            var text = choice.GetProperty("message").GetProperty("content").GetString()!;
            Assert.StartsWith("{", text, StringComparison.Ordinal);
            Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
            using var answer = JsonDocument.Parse(text);
            Assert.Equal(JsonValueKind.Object, answer.RootElement.ValueKind);
        }
    }

    [Fact]
    public async Task A_grammar_is_followed_by_every_choice_of_a_completion()
    {
        var (_, body) = await _engine.PostAsync(
            "v1/completions", new { prompt = "x", n = 4, max_tokens = 50, seed = 1, grammar = "root ::= (\"ja\" | \"nein\") (\" \" (\"ja\" | \"nein\")){2}" });
        Assert.All(body.GetProperty("choices").EnumerateArray(), choice =>
            Assert.Matches("^(ja|nein)( (ja|nein)){2}$", choice.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("""{"prompt": "x", "grammar": "root ::= x"}""", "grammar")]
    [InlineData("""{"prompt": "x", "response_format": {"type": "xml"}}""", "response_format.type")]
    [InlineData("""{"prompt": "x", "response_format": {"type": "json_schema"}}""", "response_format.json_schema.schema")]
    [InlineData("""{"prompt": "x", "response_format": {"type": "json_schema", "json_schema": {"schema": {"not": {}}}}}""", "schema: 'not'")]
    [InlineData("""{"prompt": "x", "grammar": "root ::= \"x\"", "response_format": {"type": "json_object"}}""", "grammar")]
    public async Task What_cannot_be_followed_is_refused(string request, string named)
    {
        var (status, body) = await _engine.PostAsync("v1/completions", JsonDocument.Parse(request).RootElement);
        Assert.Equal(400, status);
        Assert.Contains(named, body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}

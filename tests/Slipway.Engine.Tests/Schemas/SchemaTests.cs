using System.Text;
using System.Text.Json;
using Slipway.Engine.Grammars;
using Slipway.Engine.Schemas;
using Slipway.Engine.Tests.Fakes;

namespace Slipway.Engine.Tests.Schemas;

public sealed class SchemaTests
{
    private static readonly ByteTokenizer Bytes = new();
    private static readonly TokenTrie Trie = new(Bytes);

    [Fact]
    public void Whatever_a_thousand_random_schemas_derive_is_valid()
    {
        var random = new Random(11);
        var schemas = new RandomSchema(random);
        for (var i = 0; i < 1000; i++)
        {
            var schema = JsonSerializer.SerializeToElement(schemas.Next());
            var grammar = new CompiledGrammar(SchemaCompiler.Compile(schema), Trie, Bytes);
            for (var text = 0; text < 3; text++)
            {
                var written = Write(grammar, random);
                using var value = JsonDocument.Parse(written);
                Assert.True(SchemaValidator.IsValid(schema, value.RootElement, schema), $"{schema}\n{written}");
            }
        }
    }

    [Theory]
    [InlineData("""{"type": "integer", "minimum": 95, "maximum": 1204}""", "95 100 999 1204", "94 1205 095 95.0 12040")]
    [InlineData("""{"type": "integer", "exclusiveMinimum": -3, "maximum": 3}""", "-2 -1 0 3", "-3 4 -0.5")]
    [InlineData("""{"type": "integer", "maximum": -7}""", "-7 -8 -70", "-6 0 7")]
    [InlineData("""{"type": "number", "minimum": 0.25, "exclusiveMaximum": 2.5}""", "0.25 0.3 1 1.9999 2 2.49 0.251", "0.2 0.249 2.5 3 0")]
    [InlineData("""{"type": "number", "minimum": -1.5, "maximum": 0}""", "-1.5 -1.49 -0.1 0 -1", "-1.51 0.1 -2 1")]
    [InlineData("""{"type": "number", "exclusiveMinimum": 1, "maximum": 2}""", "1.01 1.5 2 2.0", "1 1.0 2.1 0")]
    public void Numbers_keep_to_their_bounds(string schema, string right, string wrong) => AssertTells(schema, right.Split(' '), wrong.Split(' '));

    [Theory]
    [InlineData("""{"type": "string", "minLength": 2, "maxLength": 3}""", "\"ab\"|\"世界🌍\"|\"\\n\\u00e9\"|\"\\ud83c\\udf0d!\"", "\"a\"|\"abcd\"|\"\\ud83c\"")]
    [InlineData("""{"type": "string", "pattern": "^a\"b\\\\c$"}""", "\"a\\\"b\\\\c\"", "\"a\"b\\c\"")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "null"}}, "required": ["b"]}""", "{\"a\":1,\"b\":null}|{\"b\": null}|{ \"a\": 2, \"b\": null }", "{}|{\"a\":1}|{\"b\":null,\"a\":1}|{\"b\":null,}|{\"b\":null,\"c\":1}")]
    [InlineData("""{"type": "object", "properties": {"ab": {"type": "integer"}}, "additionalProperties": {"type": "boolean"}}""", "{\"ab\":1}|{\"a\":true}|{\"abc\":true,\"\":false}|{\"ab\":1,\"b\":true}", "{\"ab\":true}|{\"a\":1}|{\"\\u0061b\":true}")]
    [InlineData("""{"type": "array", "prefixItems": [{"type": "integer"}, {"type": "null"}], "items": {"type": "boolean"}, "minItems": 1, "maxItems": 3}""", "[1]|[1,null]|[1, null, true]", "[]|[null]|[1,null,true,true]|[1,true]")]
    [InlineData("""{"oneOf": [{"type": "object", "properties": {"k": {"const": "x"}}, "required": ["k"]}, {"type": "object", "properties": {"k": {"const": "y"}, "n": {}}, "required": ["k", "n"]}]}""", "{\"k\":\"x\"}|{\"k\":\"y\",\"n\":[1]}", "{\"k\":\"y\"}|{\"k\":\"x\",\"n\":1}")]
    [InlineData("""{"anyOf": [{"type": "string"}, {"type": "integer"}], "description": "d", "title": "t"}""", "\"\"|7", "true|[]")]
    [InlineData("""{"type": ["string", "null"], "enum": ["a", null, 5]}""", "\"a\"|null", "5")]
    public void Values_keep_to_their_schema(string schema, string right, string wrong) => AssertTells(schema, right.Split('|'), wrong.Split('|'));

    [Theory]
    [InlineData("""{"not": {}}""", "schema: 'not' is not supported")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "array", "items": {"uniqueItems": true}}}}""", "schema.properties.a.items: 'uniqueItems'")]
    [InlineData("""{"type": "number", "multipleOf": 3}""", "'multipleOf' is not supported")]
    [InlineData("""{"type": "string", "pattern": "(?=a)b"}""", "pattern: at")]
    [InlineData("""{"oneOf": [{"type": "number"}, {"type": "integer"}]}""", "alternatives 0 and 1 may overlap")]
    [InlineData("""{"$ref": "#/$defs/none"}""", "leads nowhere")]
    [InlineData("""{"$ref": "http://example.com"}""", "must point into this schema")]
    [InlineData("""{"$defs": {"a": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}""", "never ends")]
    [InlineData("""{"type": "integer", "minimum": 3, "maximum": 2}""", "no number lies between")]
    [InlineData("""{"type": "strin"}""", "type 'strin' is not known")]
    [InlineData("""{"allOf": [{"type": "string"}, {"type": "object"}]}""", "no type is left")]
    [InlineData("""{"type": "object", "properties": {"a": {"allOf": 5}}}""", "schema.properties.a: allOf must be")]
    public void What_cannot_be_kept_to_is_refused_by_its_path(string schema, string message)
    {
        var exception = Assert.Throws<GrammarException>(() => new CompiledGrammar(SchemaCompiler.Compile(JsonDocument.Parse(schema).RootElement), Trie, Bytes));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    private static void AssertTells(string schema, string[] right, string[] wrong)
    {
        var grammar = new CompiledGrammar(SchemaCompiler.Compile(JsonDocument.Parse(schema).RootElement), Trie, Bytes);
        Assert.All(right, text => Assert.True(Matches(text), text));
        Assert.All(wrong, text => Assert.False(Matches(text), text));

        bool Matches(string text) => Encoding.UTF8.GetBytes(text).Aggregate(grammar.Start, (state, value) => grammar.Accept(state, value)).IsComplete;
    }

    /// <summary>A random text of the grammar, with a leaning towards its end.</summary>
    private static string Write(CompiledGrammar grammar, Random random)
    {
        var text = new List<byte>();
        var state = grammar.Start;
        while (!state.IsOver)
        {
            var mask = grammar.Allowed(state);
            var allowed = Enumerable.Range(0, 257).Where(token => (mask[token >> 5] >> token & 1) != 0).ToArray();
            Assert.NotEmpty(allowed);
            if (state.IsComplete && random.Next(2) == 0)
                break;
            var ends = allowed.Where(token => token < 256 && "\"}]\\".Contains((char)token)).ToArray();
            var from = ends.Length > 0 && (random.Next(4) == 0 || text.Count > 300) ? ends : allowed;
            var token = from[random.Next(from.Length)];
            if (token == ByteTokenizer.End)
                break;
            text.Add((byte)token);
            state = grammar.Accept(state, token);
        }
        return Encoding.UTF8.GetString([.. text]);
    }
}

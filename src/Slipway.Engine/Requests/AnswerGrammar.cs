using Slipway.Engine.Grammars;
using Slipway.Engine.Schemas;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Requests;

/// <summary>The grammar that the text of an answer has to follow, by <c>response_format</c> or <c>grammar</c>.</summary>
/// <param name="Field">Which field of the request asks for it.</param>
/// <param name="Key">Equal for equal grammars.</param>
internal sealed record AnswerGrammar(string Field, string Key, Func<Grammar> Make)
{
    private const int MostCharacters = 256 << 10;

    public static AnswerGrammar? Read(GenerationRequest request, FieldChecks checks)
    {
        var format = request.ResponseFormat;
        if (request.Grammar is not null && format is not (null or { Type: "text" }))
            checks.Fail("grammar", "cannot be combined with response_format");
        if (request.Grammar is { } text)
            return new("grammar", text, () => GbnfParser.Parse(text));
        switch (format)
        {
            case null or { Type: "text" }:
                return null;
            case { Type: "json_object" }:
                return new("response_format", "json_object", () => SchemaCompiler.AnyObject);
            case { Type: "json_schema", JsonSchema.Schema: { } schema }:
                return new("response_format.json_schema", "schema " + schema.GetRawText(), () => SchemaCompiler.Compile(schema));
            case { Type: "json_schema" }:
                checks.Fail("response_format.json_schema.schema", "is required");
                return null;
            default:
                checks.Fail("response_format.type", $"must be text, json_object or json_schema, not '{format.Type}'");
                return null;
        }
    }

    /// <summary>Compiles it, or takes it from those compiled before; null where it cannot be used, which is then said.</summary>
    public CompiledGrammar? Compile(GrammarCache cache, FieldChecks checks)
    {
        if (Key.Length > MostCharacters)
        {
            checks.Fail(Field, $"is longer than {MostCharacters} characters");
            return null;
        }
        try
        {
            return cache.Get(Key, Make);
        }
        catch (GrammarException exception)
        {
            checks.Fail(Field, exception.Message);
            return null;
        }
    }
}

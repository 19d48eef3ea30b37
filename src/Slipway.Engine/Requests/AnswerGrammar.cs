using Slipway.Engine.Grammars;
using Slipway.Engine.Schemas;
using Slipway.Engine.Serving;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Requests;

/// <summary>The grammar that an answer has to follow, by <c>response_format</c> or <c>grammar</c>.</summary>
internal static class AnswerGrammar
{
    private const int MostCharacters = 256 << 10;

    public static CompiledGrammar? Read(GenerationRequest request, ServedModel model, FieldChecks checks)
    {
        var format = request.ResponseFormat;
        if (request.Grammar is not null && format is not (null or { Type: "text" }))
            checks.Fail("grammar", "cannot be combined with response_format");
        if (request.Grammar is { } text)
            return Compile("grammar", text, model, checks, () => GbnfParser.Parse(text));
        switch (format)
        {
            case null or { Type: "text" }:
                return null;
            case { Type: "json_object" }:
                return Compile("response_format", "json_object", model, checks, () => SchemaCompiler.AnyObject);
            case { Type: "json_schema", JsonSchema.Schema: { } schema }:
                return Compile(
                    "response_format.json_schema", "schema " + schema.GetRawText(), model, checks, () => SchemaCompiler.Compile(schema));
            case { Type: "json_schema" }:
                checks.Fail("response_format.json_schema.schema", "is required");
                return null;
            default:
                checks.Fail("response_format.type", $"must be text, json_object or json_schema, not '{format.Type}'");
                return null;
        }
    }

    public static CompiledGrammar? Compile(string field, string key, ServedModel model, FieldChecks checks, Func<Grammar> make)
    {
        if (key.Length > MostCharacters)
        {
            checks.Fail(field, $"is longer than {MostCharacters} characters");
            return null;
        }
        try
        {
            return model.Grammars.Get(key, make);
        }
        catch (GrammarException exception)
        {
            checks.Fail(field, exception.Message);
            return null;
        }
    }
}

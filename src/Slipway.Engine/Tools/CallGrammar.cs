using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Engine.Grammars;
using Slipway.Engine.Schemas;
using Slipway.Formats.ToolCalls;
using Slipway.Protocol.OpenAi;
using static Slipway.Engine.Grammars.Make;

namespace Slipway.Engine.Tools;

/// <summary>
/// The grammar of a chat answer as its model writes one: thoughts first where it thinks, then text or calls of the functions that it was
/// offered. What the request asks of the answer's text holds from the end of the thoughts on.
/// </summary>
internal static class CallGrammar
{
    private static readonly Expression Blanks = Many(CharacterSet.Of(" \n\r\t"), 0, 4);

    /// <param name="answer">What the text has to follow, or null.</param>
    /// <exception cref="GrammarException">The parameters of a strict function ask for what cannot be kept to.</exception>
    public static Grammar Compose(AnswerSyntax syntax, ToolOffer offer, Grammar? answer)
    {
        var parts = new GrammarParts();
        var body = Body(parts, syntax, offer, answer);
        if (syntax.StartsThinking)
            return parts.Build(Thoughts(parts, body));
        return parts.Build(syntax.Thinks ? Any(All(Blanks, Text(AnswerSyntax.OpenThoughts), Thoughts(parts, body)), body) : body);
    }

    private static Expression Thoughts(GrammarParts parts, Expression then) =>
        parts.Until(AnswerSyntax.CloseThoughts, All(Blanks, then), mayEnd: false);

    private static Expression Body(GrammarParts parts, AnswerSyntax syntax, ToolOffer offer, Grammar? answer)
    {
        var text = answer is null ? null : parts.Add(answer);
        if (offer.Callable.Count == 0)
            return text ?? throw new ArgumentException("there is nothing to follow", nameof(answer));
        var call = Any([.. offer.Callable.Select(function => Call(parts, syntax.Calls, function))]);
        return syntax.Calls == ToolCallFormat.Tagged ? Tagged(parts, offer, call, text) : Bare(parts, offer, call, text);
    }

    private static Expression Tagged(GrammarParts parts, ToolOffer offer, Expression call, Expression? text)
    {
        var rest = All(Text("\n"), call, Text("\n" + AnswerSyntax.CloseCall));
        if (offer.Several)
            rest = All(rest, Many(All(Text("\n" + AnswerSyntax.OpenCall), rest)));
        var calls = All(Text(AnswerSyntax.OpenCall), rest);
        if (offer.MustCall)
            return calls;
        return text is null ? parts.Until(AnswerSyntax.OpenCall, rest, mayEnd: true) : Any(calls, text);
    }

    private static Expression Bare(GrammarParts parts, ToolOffer offer, Expression call, Expression? text)
    {
        // Two calls in one answer are written by few of these models, and not by their templates.
        var several = offer is { Several: true, MustCall: false };
        var rest = several ? All(call, Many(All(Text("; "), call))) : call;
        var calls = All(Maybe(Text(AnswerSyntax.PythonTag)), rest);
        if (offer.MustCall)
            return calls;
        if (text is not null)
            return Any(calls, text);
        // What begins like an object is a call.
        var first = new CharacterSet([('{', '{'), ('<', '<'), (' ', ' '), ('\t', '\t'), ('\n', '\n'), ('\r', '\r')], inverted: true);
        var free = parts.Until(AnswerSyntax.PythonTag, rest, mayEnd: true);
        return Any(All(Blanks, Any(call, All(first, free))), All(Text("<"), All(new CharacterSet([('|', '|')], inverted: true), free)), calls);
    }

    private static Expression Call(GrammarParts parts, ToolCallFormat format, FunctionDefinition function)
    {
        var arguments = format == ToolCallFormat.Tagged ? "arguments" : "parameters";
        return All(Text($$"""{"name": "{{function.Name}}", "{{arguments}}": """), parts.Add(Arguments(function)), Text("}"));
    }

    /// <summary>Only a strict function insists on a schema that cannot be kept to in full.</summary>
    private static Grammar Arguments(FunctionDefinition function)
    {
        if (function.Parameters is not { ValueKind: JsonValueKind.Object } schema)
            return SchemaCompiler.AnyObject;
        try
        {
            return SchemaCompiler.Compile(AsObject(schema));
        }
        catch (GrammarException problem)
        {
            return function.Strict == true
                ? throw new GrammarException($"function '{function.Name}': {problem.Message}")
                : SchemaCompiler.AnyObject;
        }
    }

    /// <summary>Arguments are an object even where the schema forgets to say so.</summary>
    private static JsonElement AsObject(JsonElement schema)
    {
        if (schema.TryGetProperty("type", out _) || schema.TryGetProperty("$ref", out _))
            return schema;
        var changed = JsonObject.Create(schema)!;
        changed["type"] = "object";
        return JsonElement.Parse(changed.ToJsonString());
    }
}

using System.Text.Json;
using Slipway.Engine.Grammars;
using static Slipway.Engine.Grammars.Make;

namespace Slipway.Engine.Schemas;

/// <summary>Arrays: a prefix of items with schemas of their own, then any number of one kind.</summary>
internal sealed class SchemaArray(SchemaPart part, Func<SchemaPart, Expression> visit)
{
    public Expression Compile()
    {
        if (part.Get("uniqueItems") is { ValueKind: not JsonValueKind.False })
            throw part.Wrong("'uniqueItems' is not supported");
        var (least, most) = (part.Count("minItems") ?? 0, part.Count("maxItems"));
        if (most < least)
            throw part.Wrong("maxItems is less than minItems");
        var prefix = part.Get("prefixItems") is { } items ? part.Children("prefixItems", items).Take(most ?? int.MaxValue).ToArray() : [];
        var item = part.Get("items") switch
        {
            { ValueKind: JsonValueKind.False } => null,
            { } schema => visit(part.Child("items", schema)),
            null => JsonRules.Value,
        };
        if (item is null && least > prefix.Length)
            throw part.Wrong("minItems asks for more than prefixItems allows");

        // Built from the end: what follows an item that stands already.
        var rest = item is null ? Nothing : Many(Next(item), Math.Max(0, least - Math.Max(1, prefix.Length)), most - Math.Max(1, prefix.Length));
        for (var i = prefix.Length - 1; i > 0; i--)
        {
            var more = All(Next(visit(prefix[i])), rest);
            rest = i < least ? more : Maybe(more);
        }
        var first = prefix.Length > 0 ? visit(prefix[0]) : item;
        var content = first is null || most == 0 ? Nothing : All(first, JsonRules.Space, rest);
        return All(Text("["), JsonRules.Space, least > 0 ? content : Maybe(content), Text("]"));
    }

    private static Expression Next(Expression item) => All(Text(","), JsonRules.Space, item, JsonRules.Space);
}

using System.Text.Json;
using Slipway.Engine.Grammars;
using static Slipway.Engine.Grammars.Make;

namespace Slipway.Engine.Schemas;

/// <summary>
/// Makes a grammar of a JSON schema. Whatever the grammar derives is valid by the schema; not everything valid is derived: properties come
/// in the schema's order, and undeclared ones only where the schema speaks of them. A keyword that could not be kept to is refused by its path.
/// </summary>
internal sealed class SchemaCompiler
{
    private const int DeepestMerge = 32;

    private readonly JsonElement _root;
    private readonly Dictionary<string, Expression> _rules = JsonRules.All();
    private int _names;

    private SchemaCompiler(JsonElement root) => _root = root;

    /// <summary>Any JSON object, for <c>json_object</c>.</summary>
    public static Grammar AnyObject { get; } = new("object", JsonRules.All());

    /// <exception cref="GrammarException">The schema asks for what cannot be kept to.</exception>
    public static Grammar Compile(JsonElement schema)
    {
        var (rules, root) = CompileInto(schema);
        rules["root"] = root;
        return new Grammar("root", rules);
    }

    /// <summary>The rules of a schema, and the expression that stands for it, for use within a larger grammar.</summary>
    public static (Dictionary<string, Expression> Rules, Expression Root) CompileInto(JsonElement schema)
    {
        var compiler = new SchemaCompiler(schema);
        var root = compiler.Visit(new SchemaPart(schema, "schema"), 0);
        return (compiler._rules, root);
    }

    private Expression Visit(SchemaPart part, int depth)
    {
        if (part.IsAnything)
            return JsonRules.Value;
        if (part.Schema.ValueKind != JsonValueKind.Object)
            throw part.Wrong(part.Schema.ValueKind == JsonValueKind.False ? "nothing is valid" : "must be an object or a boolean");
        if (depth > DeepestMerge)
            throw part.Wrong("is combined of too many others");
        part.RefuseUnknown();
        if (part.Get("$ref") is { } reference)
            return VisitReference(part, reference, depth);
        if (part.Get("allOf") is { } all)
            return Visit(Merged(part, "allOf", all, depth), depth + 1);
        if (part.Get("anyOf") is { } any)
            return Any([.. Alternatives(part, "anyOf", any, depth).Select(option => Visit(option, depth + 1))]);
        if (part.Get("oneOf") is { } one)
        {
            var options = Alternatives(part, "oneOf", one, depth);
            SchemaAlternatives.CheckDisjoint(part, options, _root);
            return Any([.. options.Select(option => Visit(option, depth + 1))]);
        }
        if (part.Get("const") is { } constant)
            return JsonRules.Exactly(constant);
        if (part.Get("enum") is { } values)
            return VisitEnum(part, values);
        var types = part.Types();
        return types.Count == 0 ? JsonRules.Value : Any([.. types.Select(type => VisitType(part, type))]);
    }

    private Expression VisitType(SchemaPart part, string type) => type switch
    {
        "object" => new SchemaObject(part, VisitChild, AddRule).Compile(),
        "array" => new SchemaArray(part, VisitChild).Compile(),
        "string" => SchemaString.Compile(part),
        "number" => SchemaNumber.Compile(part, integer: false),
        "integer" => SchemaNumber.Compile(part, integer: true),
        "boolean" => JsonRules.Boolean,
        "null" => JsonRules.Null,
        _ => throw part.Wrong($"type '{type}' is not known"),
    };

    /// <summary>A child is a rule, since it may stand in several places.</summary>
    private Expression VisitChild(SchemaPart child) => AddRule(Visit(child, 0));

    private static Expression VisitEnum(SchemaPart part, JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() == 0)
            throw part.Wrong("enum must be an array of at least one value");
        var types = part.Get("type") is null ? null : part.Types();
        var fitting = values.EnumerateArray().Where(value => types is null || types.Any(type => SchemaAlternatives.HasType(value, type))).ToArray();
        return fitting.Length == 0 ? throw part.Wrong("no value of enum has the type") : Any([.. fitting.Select(JsonRules.Exactly)]);
    }

    /// <summary>A definition becomes a rule of its own, so that it may contain itself.</summary>
    private Expression VisitReference(SchemaPart part, JsonElement reference, int depth)
    {
        var target = part.Resolve(_root, reference);
        if (part.HasMoreThan("$ref"))
            return Visit(SchemaMerge.Merge(part.Without("$ref"), target), depth + 1);
        var name = "ref " + reference.GetString();
        if (_rules.TryAdd(name, Nothing))
            _rules[name] = Visit(target, 0);
        return Rule(name);
    }

    private SchemaPart Merged(SchemaPart part, string keyword, JsonElement parts, int depth)
    {
        var merged = part.Without(keyword);
        foreach (var member in part.Children(keyword, parts))
            merged = SchemaMerge.Merge(merged, Resolved(member, depth));
        return merged;
    }

    /// <summary>Each alternative together with what stands beside them all.</summary>
    private List<SchemaPart> Alternatives(SchemaPart part, string keyword, JsonElement parts, int depth)
    {
        var shared = part.Without(keyword);
        return [.. part.Children(keyword, parts)
            .Select(member => shared.HasConstraints ? SchemaMerge.Merge(shared, Resolved(member, depth)) : member)];
    }

    private SchemaPart Resolved(SchemaPart part, int depth)
    {
        for (; part.Get("$ref") is { } reference && depth <= DeepestMerge; depth++)
        {
            var target = part.Resolve(_root, reference);
            part = part.HasMoreThan("$ref") ? SchemaMerge.Merge(part.Without("$ref"), target) : target;
        }
        return part;
    }

    private Expression AddRule(Expression rule)
    {
        if (rule is Reference or Literal)
            return rule;
        var name = $"part {_names++}";
        _rules[name] = rule;
        return Rule(name);
    }
}

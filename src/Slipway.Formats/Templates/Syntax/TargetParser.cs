using Slipway.Formats.Templates.Nodes;

namespace Slipway.Formats.Templates.Syntax;

/// <summary>What is assigned to, and the parameters of macros.</summary>
internal sealed class TargetParser(TokenStream tokens, ExpressionParser expressions)
{
    private static readonly HashSet<string> Reserved = ["true", "false", "none", "True", "False", "None"];

    /// <summary>One target, or several between commas.</summary>
    public Target Parse()
    {
        var first = One();
        if (!tokens.At(","))
            return first;
        var targets = new List<Target> { first };
        while (tokens.Skip(",") && tokens.Current.Kind == TokenKind.Name | tokens.At("("))
            targets.Add(One());
        return new Target.ToEach(targets);
    }

    public IReadOnlyList<Parameter> Parameters()
    {
        var parameters = new List<Parameter>();
        tokens.Expect("(");
        while (!tokens.Skip(")"))
        {
            if (parameters.Count > 0)
                tokens.Expect(",");
            var name = NewName("a parameter's name");
            if (tokens.Skip("="))
                parameters.Add(new(name.Value, expressions.Parse()));
            else if (parameters is [.., { Default: not null }])
                throw tokens.Fail($"parameter '{name.Value}' needs a default, since the one before it has one", name.At);
            else
                parameters.Add(new(name.Value, null));
        }
        return parameters;
    }

    private Target One()
    {
        if (tokens.Skip("("))
        {
            tokens.Enter();
            var inner = Parse();
            tokens.Leave();
            tokens.Expect(")");
            return inner;
        }
        var name = NewName("a name to assign to");
        return tokens.Skip(".")
            ? new Target.ToAttribute(name.Value, tokens.Expect(TokenKind.Name, "an attribute's name").Value)
            : new Target.ToName(name.Value);
    }

    private Token NewName(string description)
    {
        var name = tokens.Expect(TokenKind.Name, description);
        return Reserved.Contains(name.Value) ? throw tokens.Fail($"'{name.Value}' cannot be assigned to", name.At) : name;
    }
}

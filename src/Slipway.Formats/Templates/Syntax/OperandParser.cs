using System.Globalization;
using Slipway.Formats.Templates.Nodes;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Syntax;

/// <summary>Literals, names and brackets, and what follows them: attributes, indexes, calls, filters, tests.</summary>
internal sealed class OperandParser(TokenStream tokens, ExpressionParser expressions)
{
    public Expression Filters(Expression input)
    {
        do
        {
            var at = tokens.Current.At;
            input = new FilterExpression(at, input, DottedName(), tokens.At("(") ? Arguments() : ArgumentList.None);
        }
        while (tokens.Skip("|"));
        return input;
    }

    public Expression FiltersAndTests(Expression value)
    {
        while (true)
        {
            if (tokens.Skip("|"))
                value = Filters(value);
            else if (tokens.SkipName("is"))
                value = Test(value);
            else if (tokens.At("("))
                value = new CallExpression(tokens.Current.At, value, Arguments());
            else
                return value;
        }
    }

    public Expression Primary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return Constant(token.Value) is { } constant ? new Literal(token.At, constant) : new Name(token.At, token.Value);
            case TokenKind.String:
                var text = token.Value;
                while (tokens.Current.Kind == TokenKind.String)
                    text += tokens.Take().Value;
                return new Literal(token.At, TextValue.Of(text));
            case TokenKind.Integer:
                return new Literal(token.At, Integer(token));
            case TokenKind.Float:
                return new Literal(token.At, new FloatValue(double.Parse(token.Value, CultureInfo.InvariantCulture)));
            case TokenKind.Operator when token.Value == "(":
                return Parenthesis(token.At);
            case TokenKind.Operator when token.Value == "[":
                return new ListDisplay(token.At, Elements("]", expressions.Parse), isTuple: false);
            case TokenKind.Operator when token.Value == "{":
                return new MapDisplay(token.At, Elements("}", Entry));
            default:
                throw tokens.Fail($"expected an expression, found {token.Description}", token.At);
        }
    }

    public Expression Postfix(Expression value)
    {
        while (true)
        {
            var at = tokens.Current.At;
            if (tokens.Skip("."))
                value = Member(value, at);
            else if (tokens.Skip("["))
                value = Subscript(value, at);
            else if (tokens.At("("))
                value = new CallExpression(at, value, Arguments());
            else
                return value;
        }
    }

    public ArgumentList Arguments()
    {
        tokens.Expect("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        foreach (var (name, value) in Elements(")", Argument))
        {
            if (name is not null)
                named.Add((name, value));
            else if (named.Count > 0)
                throw tokens.Fail("an argument without a name follows one with a name", value.At);
            else
                positional.Add(value);
        }
        return new(positional, named);
    }

    private (string? Name, Expression Value) Argument()
    {
        if (tokens.At("*") || tokens.At("**"))
            throw tokens.Fail("'*' and '**' are not supported in calls", tokens.Current.At);
        if (tokens.Current.Kind != TokenKind.Name || !tokens.Following.Is(TokenKind.Operator, "="))
            return (null, expressions.Parse());
        var name = tokens.Take().Value;
        tokens.Take();
        return (name, expressions.Parse());
    }

    private Expression Test(Expression value)
    {
        var at = tokens.Current.At;
        var negated = tokens.SkipName("not");
        var name = DottedName();
        var arguments = tokens.At("(") ? Arguments()
            : AtTestArgument() ? new ArgumentList([expressions.Postfix()], [])
            : ArgumentList.None;
        Expression result = new TestExpression(at, value, name, arguments);
        return negated ? new NotExpression(at, result) : result;
    }

    private bool AtTestArgument() => tokens.Current.Kind switch
    {
        TokenKind.Name => tokens.Current.Value is not ("else" or "or" or "and" or "is" or "if" or "in" or "not" or "recursive"),
        TokenKind.String or TokenKind.Integer or TokenKind.Float => true,
        _ => tokens.At("[") || tokens.At("{"),
    };

    private string DottedName()
    {
        var name = tokens.Expect(TokenKind.Name, "a name").Value;
        while (tokens.Skip("."))
            name += "." + tokens.Expect(TokenKind.Name, "a name").Value;
        return name;
    }

    private Expression Member(Expression value, int at)
    {
        if (tokens.Current.Kind == TokenKind.Integer)
        {
            var index = tokens.Take();
            return new IndexAccess(at, value, new Literal(index.At, Integer(index)));
        }
        return new MemberAccess(at, value, tokens.Expect(TokenKind.Name, "an attribute's name").Value);
    }

    private Expression Subscript(Expression value, int at)
    {
        var start = tokens.At(":") ? null : expressions.ParseTuple();
        if (start is not null && tokens.Skip("]"))
            return new IndexAccess(at, value, start);
        tokens.Expect(":");
        var stop = tokens.At(":") || tokens.At("]") ? null : expressions.Parse();
        var step = tokens.Skip(":") && !tokens.At("]") ? expressions.Parse() : null;
        tokens.Expect("]");
        return new SliceAccess(at, value, start, stop, step);
    }

    private Expression Parenthesis(int at)
    {
        if (tokens.Skip(")"))
            return new ListDisplay(at, [], isTuple: true);
        var inner = expressions.ParseTuple();
        tokens.Expect(")");
        return inner;
    }

    private (Expression, Expression) Entry()
    {
        var key = expressions.Parse();
        tokens.Expect(":");
        return (key, expressions.Parse());
    }

    private List<T> Elements<T>(string close, Func<T> element)
    {
        var elements = new List<T>();
        while (!tokens.Skip(close))
        {
            if (elements.Count > 0)
            {
                tokens.Expect(",");
                if (tokens.Skip(close))
                    break;
            }
            elements.Add(element());
        }
        return elements;
    }

    private static Value? Constant(string name) => name switch
    {
        "true" or "True" => BooleanValue.True,
        "false" or "False" => BooleanValue.False,
        "none" or "None" => NoneValue.Instance,
        _ => null,
    };

    private IntegerValue Integer(Token token)
    {
        var text = token.Value;
        var style = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? NumberStyles.AllowHexSpecifier
            : text.StartsWith("0b", StringComparison.OrdinalIgnoreCase) ? NumberStyles.AllowBinarySpecifier
            : NumberStyles.None;
        var digits = style == NumberStyles.None ? text : text[2..];
        return long.TryParse(digits, style, CultureInfo.InvariantCulture, out var value)
            ? new(value)
            : throw tokens.Fail($"'{text}' is no integer of 64 bits", token.At);
    }
}

using Slipway.Formats.Templates.Nodes;

namespace Slipway.Formats.Templates.Syntax;

/// <summary>
/// Expressions by precedence, loosest first: inline if, or, and, not, comparisons, + -, ~, * / // %, **, signs, and then what
/// <see cref="OperandParser"/> reads.
/// </summary>
internal sealed class ExpressionParser
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private readonly TokenStream tokens;
    private readonly OperandParser operands;

    public ExpressionParser(TokenStream tokens)
    {
        this.tokens = tokens;
        operands = new OperandParser(tokens, this);
    }

    public Expression Parse()
    {
        tokens.Enter();
        var at = tokens.Current.At;
        var value = Or();
        while (tokens.SkipName("if"))
        {
            var condition = Or();
            value = new ConditionalExpression(at, condition, value, tokens.SkipName("else") ? Parse() : null);
        }
        tokens.Leave();
        return value;
    }

    /// <summary>One expression, or a tuple of several between commas.</summary>
    public Expression ParseTuple(bool withCondition = true)
    {
        var at = tokens.Current.At;
        var first = withCondition ? Parse() : Or();
        if (!tokens.At(","))
            return first;
        var elements = new List<Expression> { first };
        while (tokens.Skip(",") && !AtTupleEnd())
            elements.Add(withCondition ? Parse() : Or());
        return new ListDisplay(at, elements, isTuple: true);
    }

    /// <summary>Without an inline if, as the collection of a loop is.</summary>
    public Expression Or()
    {
        var left = And();
        while (tokens.AtName("or"))
            left = new LogicExpression(tokens.Take().At, false, left, And());
        return left;
    }

    /// <summary>What filters follow in a block: <c>upper | trim</c>.</summary>
    public Expression Filters(Expression input) => operands.Filters(input);

    public ArgumentList Arguments() => operands.Arguments();

    public Expression Postfix() => operands.Postfix(operands.Primary());

    private bool AtTupleEnd() => tokens.Current.Kind is TokenKind.BlockEnd or TokenKind.OutputEnd ||
        tokens.At(")") || tokens.At("=") || tokens.AtName("in");

    private Expression And()
    {
        var left = Not();
        while (tokens.AtName("and"))
            left = new LogicExpression(tokens.Take().At, true, left, Not());
        return left;
    }

    private Expression Not()
    {
        if (!tokens.AtName("not"))
            return Compare();
        var at = tokens.Take().At;
        tokens.Enter();
        var operand = Not();
        tokens.Leave();
        return new NotExpression(at, operand);
    }

    private Expression Compare()
    {
        var first = Sum();
        var at = tokens.Current.At;
        var links = new List<(string, Expression)>();
        while (TakeComparison() is { } symbol)
            links.Add((symbol, Sum()));
        return links.Count == 0 ? first : new ComparisonExpression(at, first, links);
    }

    private string? TakeComparison()
    {
        if (tokens.Current.Kind == TokenKind.Operator && Comparisons.Contains(tokens.Current.Value))
            return tokens.Take().Value;
        if (tokens.SkipName("in"))
            return "in";
        if (!tokens.AtName("not") || !tokens.Following.Is(TokenKind.Name, "in"))
            return null;
        tokens.Take();
        tokens.Take();
        return "not in";
    }

    private Expression Sum()
    {
        var left = Concatenation();
        while (tokens.At("+") || tokens.At("-"))
            left = Arithmetic(left, Concatenation);
        return left;
    }

    private Expression Concatenation()
    {
        var first = Product();
        if (!tokens.At("~"))
            return first;
        var at = tokens.Current.At;
        var parts = new List<Expression> { first };
        while (tokens.Skip("~"))
            parts.Add(Product());
        return new ConcatenationExpression(at, parts);
    }

    private Expression Product()
    {
        var left = Power();
        while (tokens.At("*") || tokens.At("/") || tokens.At("//") || tokens.At("%"))
            left = Arithmetic(left, Power);
        return left;
    }

    private Expression Power()
    {
        var left = Signed(withFilters: true);
        while (tokens.At("**"))
            left = Arithmetic(left, () => Signed(withFilters: true));
        return left;
    }

    private ArithmeticExpression Arithmetic(Expression left, Func<Expression> operand)
    {
        var symbol = tokens.Take();
        return new(symbol.At, symbol.Value, left, operand());
    }

    private Expression Signed(bool withFilters)
    {
        Expression value;
        if (tokens.At("-") || tokens.At("+"))
        {
            var sign = tokens.Take();
            tokens.Enter();
            value = new SignExpression(sign.At, sign.Value == "-", Signed(withFilters: false));
            tokens.Leave();
        }
        else
        {
            value = operands.Primary();
        }
        value = operands.Postfix(value);
        return withFilters ? operands.FiltersAndTests(value) : value;
    }
}

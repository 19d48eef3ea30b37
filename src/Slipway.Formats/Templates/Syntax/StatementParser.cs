using Slipway.Formats.Templates.Nodes;

namespace Slipway.Formats.Templates.Syntax;

/// <summary>The text and tags of a template.</summary>
internal sealed class StatementParser
{
    private readonly TokenStream tokens;
    private readonly ExpressionParser expressions;
    private readonly TargetParser targets;
    private int loops;

    private StatementParser(TokenStream tokens)
    {
        this.tokens = tokens;
        expressions = new ExpressionParser(tokens);
        targets = new TargetParser(tokens, expressions);
    }

    public static Statement Parse(string source)
    {
        var parser = new StatementParser(new TokenStream(source, Lexer.Run(source)));
        var statements = parser.Body([], "", 0);
        return statements;
    }

    // Up to one of the tags that may end the body, whose name is left as the current token; or to the end of the template.
    private Block Body(string[] ends, string opened, int at)
    {
        tokens.Enter();
        var statements = new List<Statement>();
        while (true)
        {
            var token = tokens.Take();
            switch (token.Kind)
            {
                case TokenKind.Text:
                    statements.Add(new TextStatement(token.At, token.Value));
                    break;
                case TokenKind.OutputStart:
                    statements.Add(new OutputStatement(token.At, expressions.ParseTuple()));
                    tokens.Expect(TokenKind.OutputEnd, "'}}'");
                    break;
                case TokenKind.BlockStart when ends.Contains(tokens.Current.Value):
                    tokens.Leave();
                    return new Block(at, statements);
                case TokenKind.BlockStart:
                    statements.Add(Tag());
                    break;
                default:
                    if (ends.Length > 0)
                        throw tokens.Fail($"this '{opened}' has no '{ends[^1]}'", at);
                    tokens.Leave();
                    return new Block(at, statements);
            }
        }
    }

    private Statement Tag()
    {
        var name = tokens.Expect(TokenKind.Name, "the name of a tag");
        return name.Value switch
        {
            "if" => If(name.At),
            "for" => For(name.At),
            "set" => Set(name.At),
            "macro" => Macro(name.At),
            "call" => Call(name.At),
            "filter" => Filter(name.At),
            "with" => With(name.At),
            "generation" => new ScopedStatement(name.At, [], Enclosed("generation", name.At)),
            "break" => Jump(name, Flow.Break),
            "continue" => Jump(name, Flow.Continue),
            _ => throw tokens.Fail($"there is no tag '{name.Value}' here", name.At),
        };
    }

    private IfStatement If(int at)
    {
        var branches = new List<(Expression, Statement)>();
        Statement? otherwise = null;
        do
        {
            var condition = expressions.ParseTuple();
            EndTag();
            branches.Add((condition, Body(["elif", "else", "endif"], "if", at)));
        }
        while (tokens.SkipName("elif"));
        if (tokens.SkipName("else"))
        {
            EndTag();
            otherwise = Body(["endif"], "if", at);
        }
        tokens.Take();
        EndTag();
        return new(at, branches, otherwise);
    }

    private ForStatement For(int at)
    {
        var target = targets.Parse();
        if (!tokens.SkipName("in"))
            throw tokens.Unexpected("'in'");
        var collection = expressions.ParseTuple(withCondition: false);
        var filter = tokens.SkipName("if") ? expressions.Parse() : null;
        var isRecursive = tokens.SkipName("recursive");
        EndTag();
        loops++;
        var body = Body(["else", "endfor"], "for", at);
        loops--;
        Statement? otherwise = null;
        if (tokens.SkipName("else"))
        {
            EndTag();
            otherwise = Body(["endfor"], "for", at);
        }
        tokens.Take();
        EndTag();
        return new(at, target, collection, filter, isRecursive, body, otherwise);
    }

    private SetStatement Set(int at)
    {
        var target = targets.Parse();
        if (tokens.Skip("="))
        {
            var value = expressions.ParseTuple();
            EndTag();
            return new(at, target, value);
        }
        return new(at, target, Captured("set", at));
    }

    private OutputStatement Filter(int at)
    {
        var placeholder = new DeferredExpression(at);
        var filtered = expressions.Filters(placeholder);
        placeholder.Value = new CaptureExpression(at, Enclosed("filter", at));
        return new(at, filtered);
    }

    // 'set x | upper' names its filters before the body that they take.
    private Expression Captured(string tag, int at)
    {
        var placeholder = new DeferredExpression(at);
        Expression filtered = tokens.Skip("|") ? expressions.Filters(placeholder) : placeholder;
        placeholder.Value = new CaptureExpression(at, Enclosed(tag, at));
        return filtered;
    }

    private MacroStatement Macro(int at)
    {
        var name = tokens.Expect(TokenKind.Name, "the name of the macro").Value;
        var parameters = targets.Parameters();
        return new(at, name, parameters, EnclosedOutsideLoops("macro", at));
    }

    private CallStatement Call(int at)
    {
        var parameters = tokens.At("(") ? targets.Parameters() : [];
        var call = expressions.Postfix() as CallExpression ?? throw tokens.Fail("'call' needs a call", at);
        return new(at, call, parameters, EnclosedOutsideLoops("call", at));
    }

    private ScopedStatement With(int at)
    {
        var assignments = new List<(Target, Expression)>();
        while (tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (assignments.Count > 0)
                tokens.Expect(",");
            var target = targets.Parse();
            tokens.Expect("=");
            assignments.Add((target, expressions.Parse()));
        }
        return new(at, assignments, Enclosed("with", at));
    }

    private JumpStatement Jump(Token name, Flow flow)
    {
        if (loops == 0)
            throw tokens.Fail($"'{name.Value}' outside of a loop", name.At);
        EndTag();
        return new(name.At, flow);
    }

    private Block Enclosed(string tag, int at)
    {
        EndTag();
        var body = Body(["end" + tag], tag, at);
        tokens.Take();
        EndTag();
        return body;
    }

    private Block EnclosedOutsideLoops(string tag, int at)
    {
        var outer = loops;
        loops = 0;
        var body = Enclosed(tag, at);
        loops = outer;
        return body;
    }

    private void EndTag() => tokens.Expect(TokenKind.BlockEnd, "'%}'");
}

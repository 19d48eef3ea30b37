using System.Text;
using Slipway.Engine.Grammars;
using Slipway.Engine.Tests.Fakes;

namespace Slipway.Engine.Tests.Grammars;

public sealed class GrammarTests
{
    private const string Arithmetic = """
        # an expression per line
        root  ::= (expr "=" ws num "\n")+
        expr  ::= term ([-+*/] term)*
        term  ::= ident | num | "(" ws expr ")" ws
        ident ::= [a-z] [a-z0-9_]* ws
        num   ::= [0-9]+ ws
        ws    ::= [ \t\n]*
        """;

    [Theory]
    [InlineData("root ::= \"yes\" | \"no\"", "yes|no", "|y|yess|maybe|nope")]
    [InlineData("root ::= [0-9]{2,4}", "12|123|1234", "1|12345|12a")]
    [InlineData("root ::= [0-9]{2,}", "12|123456", "1")]
    [InlineData("root ::= a{2} \"-\"?\na ::= [a-c]", "ab|cc-", "a|abc|ab--")]
    [InlineData("root ::= [^a-z]", "A|1|ß|世|🌍", "a|z|AB")]
    [InlineData("root ::= [α-ω]+ .", "αβ!|ωω🌍", "a|α")]
    [InlineData("root ::= \"\\x41\\u00e9\\n\\\"\" [\\]\\-]", "Aé\n\"]|Aé\n\"-", "Aé")]
    [InlineData("root ::= \"a\"\n  | \"b\"\n  | (\"c\"\n \"d\")", "a|b|cd", "c|d|ab")]
    [InlineData("root ::= \"(\" root \")\" | \"\"", "()|((()))", "(|)|(()")]
    [InlineData("root ::= [a-z] root | \";\"", "abc;|;", "abc|;;")]
    [InlineData("root ::= (\"a\"?)* \"b\"", "b|aaab", "a|ba")]
    [InlineData(Arithmetic, "1=2\n|a+(b*3)=4\nx=1\n", "1=\n|=1\n|a+=1\n")]
    public void Texts_are_told_from_others(string grammar, string right, string wrong)
    {
        var compiled = Compile(grammar);
        Assert.All(right.Split('|').Where(text => text.Length > 0), text => Assert.True(Matches(compiled, text), text));
        Assert.All(wrong.Split('|'), text => Assert.False(Matches(compiled, text), text));
    }

    [Theory]
    [InlineData("", "there is no rule 'root'")]
    [InlineData("a ::= \"x\"", "there is no rule 'root'")]
    [InlineData("root ::= b", "uses 'b', which is not there")]
    [InlineData("root ::= root \"a\" | \"b\"", "begins with itself")]
    [InlineData("root ::= a\na ::= \"x\"? b\nb ::= a \"y\" | \"z\"", "begins with itself")]
    [InlineData("root ::= \"a\" root", "never ends")]
    [InlineData("root ::= \"a", "the text ends in the middle")]
    [InlineData("root ::= [z-a]", "a range runs backwards")]
    [InlineData("root ::= (\"a\"", "')' is expected")]
    [InlineData("root ::= \"a\" )", "')' is not expected here")]
    [InlineData("root = \"a\"", "'::=' is expected after 'root'")]
    [InlineData("root ::= \"a\"{3,1}", "repeats less than nothing")]
    [InlineData("root ::= (([a-z]{9999}){9999})", "too large")]
    [InlineData("root ::= \"\\q\"", "is no escape")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "line 2")]
    public void A_grammar_that_cannot_be_used_is_refused_with_the_reason(string grammar, string reason)
    {
        var exception = Assert.Throws<GrammarException>(() => Compile(grammar));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_allows_exactly_the_tokens_that_can_go_on()
    {
        var tokenizer = new WordTokenizer("\"", "\",", "\"}", "{\"a", "{", "}", "a", "b\"", "ab", " ", "\": ", ":", ", \"", "[", "]]", "]", "],", "12", "1", ",", "true", "tr", "ue", "é");
        var compiled = new CompiledGrammar(Engine.Schemas.SchemaCompiler.AnyObject, new TokenTrie(tokenizer), tokenizer);
        var random = new Random(5);
        for (var walk = 0; walk < 300; walk++)
        {
            var state = compiled.Start;
            for (var step = 0; step < 60; step++)
            {
                var allowed = compiled.Allowed(state);
                var choices = new List<int>();
                for (var token = 0; token < tokenizer.Count; token++)
                {
                    var isAllowed = (allowed[token >> 5] >> token & 1) != 0;
                    var canGoOn = token == WordTokenizer.End ? state.IsComplete
                        : compiled.Accept(state, token) is { } next && (!next.IsOver || next.IsComplete) && !tokenizer.Bytes(token).IsEmpty;
                    Assert.Equal(canGoOn, isAllowed);
                    if (isAllowed && token != WordTokenizer.End)
                        choices.Add(token);
                }
                if (choices.Count == 0)
                    break;
                state = compiled.Accept(state, choices[random.Next(choices.Count)]);
            }
        }
    }

    [Fact]
    public void Deep_nesting_is_followed_although_states_are_forgotten()
    {
        var compiled = new CompiledGrammar(GbnfParser.Parse("root ::= \"[\" (root (\",\" root)*)? \"]\""), new TokenTrie(new ByteTokenizer()), new ByteTokenizer());
        var state = compiled.Start;
        const int Depth = 20_000;
        for (var i = 0; i < Depth; i++)
            state = compiled.Accept(state, '[');
        for (var i = 0; i < Depth; i++)
        {
            Assert.False(state.IsComplete);
            state = compiled.Accept(state, ']');
        }
        Assert.True(state is { IsComplete: true, IsOver: true });
    }

    private static CompiledGrammar Compile(string grammar)
    {
        var tokenizer = new ByteTokenizer();
        return new CompiledGrammar(GbnfParser.Parse(grammar), new TokenTrie(tokenizer), tokenizer);
    }

    private static bool Matches(CompiledGrammar grammar, string text)
    {
        var state = grammar.Start;
        foreach (var value in Encoding.UTF8.GetBytes(text))
            state = grammar.Accept(state, value);
        return state.IsComplete;
    }
}

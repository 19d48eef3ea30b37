using Slipway.Formats.Templates;

namespace Slipway.Formats.Tests.Templates;

public sealed class FailureTests
{
    [Theory]
    [InlineData("a\n{{ b", 2, 1, "this tag has no end")]
    [InlineData("{% if x %}\ny", 1, 4, "this 'if' has no 'endif'")]
    [InlineData("{% for x of y %}", 1, 10, "expected 'in', found 'of'")]
    [InlineData("\n\n{{ 'abc }}", 3, 4, "this string has no end")]
    [InlineData("{# never", 1, 1, "this comment has no end")]
    [InlineData("{% raw %}{{", 1, 1, "this raw block has no end")]
    [InlineData("{{ 1 + }}", 1, 8, "expected an expression, found '}}'")]
    [InlineData("{{ (1] }}", 1, 6, "']' closes nothing")]
    [InlineData("{% unknown %}", 1, 4, "there is no tag 'unknown' here")]
    [InlineData("{% endif %}", 1, 4, "there is no tag 'endif' here")]
    [InlineData("{% break %}", 1, 4, "'break' outside of a loop")]
    [InlineData("{{ 99999999999999999999 }}", 1, 4, "is no integer of 64 bits")]
    [InlineData("{% set none = 1 %}", 1, 8, "'none' cannot be assigned to")]
    public void A_source_that_is_no_template_is_refused_with_its_place(string source, int line, int column, string problem)
    {
        var failure = Assert.Throws<TemplateException>(() => ChatTemplate.Parse(source));
        Assert.Equal(TemplateFault.Syntax, failure.Fault);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (failure.Line, failure.Column));
    }

    [Theory]
    [InlineData("{{ missing.name }}", "'missing' is undefined")]
    [InlineData("{{ 'a' + 1 }}", "'+' has no meaning for str and int")]
    [InlineData("{{ 1 / 0 }}", "division by zero")]
    [InlineData("{{ 9223372036854775807 + 1 }}", "too large")]
    [InlineData("{% for x in none %}{% endfor %}", "None is not iterable")]
    [InlineData("{{ 1 | unheard_of }}", "there is no filter 'unheard_of'")]
    [InlineData("{{ 1 is unheard_of }}", "there is no test 'unheard_of'")]
    [InlineData("{% set x = {} %}{% set x.y = 1 %}", "'x' is no namespace")]
    [InlineData("{{ [1, 'a'] | sort }}", "cannot be ordered")]
    [InlineData("{{ namespace() | tojson }}", "namespace has no JSON form")]
    [InlineData("{{ 'a'.replace(1) }}", "'replace' needs a str as 'old', not int")]
    [InlineData("{{ 'a'.strip(nonsense=1) }}", "'strip' has no parameter 'nonsense'")]
    public void An_operation_without_meaning_names_its_place(string template, string problem)
    {
        var failure = Rendering.Failure("\n" + template);
        Assert.Equal(TemplateFault.Evaluation, failure.Fault);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, failure.Line);
    }

    [Fact]
    public void What_a_template_raises_is_told_in_its_own_words()
    {
        var failure = Rendering.Failure("{{ raise_exception('Only two people may talk.') }}");
        Assert.Equal(TemplateFault.Raised, failure.Fault);
        Assert.Equal("Only two people may talk.", failure.Problem);
    }

    [Theory]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}")]
    [InlineData("{% set n = namespace(x='ab') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}")]
    [InlineData("{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}")]
    [InlineData("{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}")]
    [InlineData("{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | tojson }}")]
    [InlineData("{% set n = namespace(x=[1], y=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}")]
    [InlineData("{% set l = [] %}{{ l.append(l) }}{{ l }}")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{% for x in [[1]] recursive %}{{ loop(x) if x is iterable else loop([[1]]) }}{% endfor %}")]
    [InlineData("{{ 'a' * 9223372036854775807 }}")]
    [InlineData("{{ [1] * 9223372036854775807 }}")]
    [InlineData("{{ 'a' | center(2000000000) }}")]
    [InlineData("{{ 'a'.ljust(9000000000000) }}")]
    [InlineData("{{ [1] | batch(9000000000000, 'x') }}")]
    public void A_template_that_runs_away_is_stopped(string template)
    {
        var failure = Rendering.Failure(template);
        Assert.Equal(TemplateFault.Limit, failure.Fault);
    }

    [Theory]
    [InlineData("y in x")]
    [InlineData("x == x[:]  + ''")]
    [InlineData("x < y")]
    [InlineData("x.find('b')")]
    [InlineData("x.rfind('b')")]
    [InlineData("x.count('b')")]
    [InlineData("x.split('b')")]
    [InlineData("x.split()")]
    [InlineData("x.rsplit('b', 1)")]
    [InlineData("x.splitlines()")]
    [InlineData("x.partition('b')")]
    [InlineData("x.replace('b', 'c')")]
    [InlineData("x.startswith(y)")]
    [InlineData("x.endswith(y)")]
    [InlineData("x.removeprefix(y)")]
    [InlineData("x.isalpha()")]
    [InlineData("x.islower()")]
    [InlineData("x is lower")]
    [InlineData("x | upper")]
    [InlineData("x | wordcount")]
    [InlineData("x | tojson")]
    [InlineData("x.strip('a')")]
    [InlineData("m[y]")]
    [InlineData("m.get(y)")]
    [InlineData("y in m")]
    [InlineData("{y: 1}")]
    [InlineData("[y] | unique")]
    [InlineData("pairs[-2]")]
    [InlineData("pairs[-2:]")]
    [InlineData("l.insert(0, 1)")]
    [InlineData("l + l")]
    [InlineData("l | first")]
    [InlineData("l == l[:]")]
    public void Reading_a_long_text_or_list_again_and_again_is_paid_for(string expression)
    {
        var template = ChatTemplate.Parse("{% set x = 'a' * 50000 %}{% set y = 'a' * 49999 + 'A' %}{% set m = {x: 1} %}{% set pairs = '\U0001F600' * 50000 %}" +
            "{% set l = [0] * 3000 %}{% for i in range(90) %}{% if " + expression + " %}{% endif %}{% endfor %}");
        var limits = new TemplateLimits { Steps = 60_000 };
        Assert.Equal(TemplateFault.Limit, Assert.Throws<TemplateException>(() => template.Render(Rendering.Input("[]"), limits)).Fault);
    }

    [Fact]
    public void A_search_that_would_compare_at_each_place_is_refused() => Assert.Equal(
        TemplateFault.Limit, Rendering.Failure("{{ ('a' * 4000000 + 'b') in 'a' * 8000000 }}").Fault);

    [Fact]
    public void The_deepest_nesting_fits_a_small_stack()
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() =>
        {
            Rendering.Failure("{% macro m(x) %}{% if x %}{% for y in [x] %}{{ [m(y)] | map('upper') | join }}{% endfor %}{% endif %}{% endmacro %}{{ m(1) }}");
            Rendering.Failure("{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{% call m() %}{% endcall %}");
            Assert.Throws<TemplateException>(() => ChatTemplate.Parse("{{ " + new string('(', 1000)));
            Rendering.Text("{{ " + new string('(', 90) + "1" + new string(')', 90) + " }}");
        }), maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_wherever_it_stands()
    {
        Rendering.Failure("x", """{"a": ["\ud83d"]}""");
        Rendering.Failure("x", """{"a": {"\udc00": 1}}""");
        Rendering.Failure("x", messages: """[{"role": "user", "content": "\ud83d x"}]""");
    }

    [Fact]
    public void Brackets_without_end_are_refused_before_they_fill_the_stack()
    {
        foreach (var opening in (string[])["(", "[", "{1:", "-", "not ", "x[", "x|default(", "1 if 1 else "])
            Assert.Throws<TemplateException>(() => ChatTemplate.Parse("{{ " + string.Concat(Enumerable.Repeat(opening, 100_000))));
        Assert.Throws<TemplateException>(() => ChatTemplate.Parse(string.Concat(Enumerable.Repeat("{% if x %}", 100_000))));
        Assert.Throws<TemplateException>(() => ChatTemplate.Parse("{% for " + new string('(', 100_000)));
        Rendering.Failure("{{ 1" + string.Concat(Enumerable.Repeat(" + 1", 100_000)) + " }}");
        Rendering.Failure("{{ 1" + string.Concat(Enumerable.Repeat(" | string", 100_000)) + " }}");
    }
}

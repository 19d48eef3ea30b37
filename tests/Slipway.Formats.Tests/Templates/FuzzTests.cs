using System.Text;
using System.Text.Json;
using Slipway.Formats.Templates;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Templates;

/// <summary>A template comes with a model file. Whatever it says, it renders or fails with its one exception, and soon.</summary>
public sealed class FuzzTests
{
    private static readonly TemplateLimits Limits = new() { Steps = 20_000, Characters = 100_000, Depth = 100 };

    private static readonly string[] Pieces =
    [
        "{{ ", " }}", "{% ", " %}", "{%- ", " -%}", "{#", "#}", "\n", "if ", "elif ", "else", "endif", "for ", " in ", "endfor", "set ", "endset",
        "macro m(", "endmacro", "m(", "x", "y", "messages", "[0]", "['role']", ".content", ".items()", "(", ")", "[", "]", "{", "}", ":", ",",
        "=", "==", "<", "+", "-", "*", "**", "//", "%", "~", "|", " is ", "not ", " and ", " or ", " if ", " else ", "1", "0", "2.5", "'a'",
        "'%s'", "9999999999", "none", "true", "loop", ".index", "namespace(", "range(", "dict(", "tojson", "join", "length", "default", "sort",
        "map(", "select(", "'upper'", "indent", "replace", "defined", "string", "mapping", "divisibleby", "first", "[::-1]", "[1:]",
        " recursive ", "break", "continue", "call", "endcall", "filter", "endfilter", "raw", "endraw", "generation", "endgeneration", "with",
        "endwith", ".split(", ".format(", ".append(", "raise_exception(", "strftime_now(", "batch", "round", "int", "sum", "unique", "😀", "\0",
    ];

    [Fact]
    public void Random_pieces_of_the_language_never_do_worse_than_fail()
    {
        var random = new Random(11);
        var rendered = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var source = new StringBuilder();
            for (var pieces = random.Next(1, 25); pieces > 0; pieces--)
                source.Append(Pieces[random.Next(Pieces.Length)]);
            rendered += Try(source.ToString()) ? 1 : 0;
        }
        Assert.True(rendered > 0);
    }

    [Fact]
    public void Random_expressions_never_do_worse_than_fail()
    {
        var random = new Random(13);
        var rendered = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var source = new StringBuilder("{% set x = messages %}{% set y = 'ab' %}{{ ");
            for (var pieces = random.Next(1, 8); pieces > 0; pieces--)
                source.Append(Pieces[random.Next(Array.IndexOf(Pieces, "x"), Array.IndexOf(Pieces, " recursive "))]);
            rendered += Try(source.Append(" }}").ToString()) ? 1 : 0;
        }
        Assert.True(rendered > 500, $"only {rendered} rendered");
    }

    [Fact]
    public void Damaged_templates_of_the_families_never_do_worse_than_fail()
    {
        var random = new Random(17);
        foreach (var file in Directory.GetFiles(Repository.PathOf("tests", "Slipway.Formats.Tests", "Templates", "Families")))
        {
            var source = File.ReadAllText(file);
            for (var i = 0; i < 150; i++)
            {
                var damaged = new StringBuilder(source);
                for (var wounds = random.Next(1, 4); wounds > 0; wounds--)
                    Wound(damaged, source, random);
                Try(damaged.ToString());
            }
        }
    }

    private static void Wound(StringBuilder text, string source, Random random)
    {
        var at = random.Next(text.Length);
        var length = Math.Min(random.Next(1, 30), text.Length - at);
        switch (random.Next(4))
        {
            case 0: text.Remove(at, length); break;
            case 1: text.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
            case 2: text.Insert(at, source.AsSpan(random.Next(source.Length / 2), Math.Min(length, source.Length / 2))); break;
            default: text[at] = (char)random.Next(1, 0x300); break;
        }
    }

    private static bool Try(string source)
    {
        try
        {
            ChatTemplate.Parse(source).Render(
                Rendering.Input("""[{"role": "user", "content": "Hello"}, {"role": "assistant", "content": [{"type": "text"}], "n": 1.5}]"""), Limits);
            return true;
        }
        catch (TemplateException)
        {
            return false;
        }
    }
}

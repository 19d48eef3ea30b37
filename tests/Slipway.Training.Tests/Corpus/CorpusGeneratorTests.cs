using Slipway.Formats;
using Slipway.Formats.Datasets;
using Slipway.Testing;
using Slipway.Training.Corpus;

namespace Slipway.Training.Tests.Corpus;

public sealed class CorpusGeneratorTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public void A_question_and_its_answer_share_what_they_draw()
    {
        var turns = Drawn("""
            @country
            France :: Paris
            Japan :: Tokyo

            = capitals 1
            ? [What is|Name] the capital of {country}
            ! {Country}'s capital is {country.1}.
            """, 200).SelectMany(example => example.Turns).ToList();
        for (var i = 0; i < turns.Count; i += 2)
        {
            var isJapan = turns[i].Content.Contains("japan", StringComparison.OrdinalIgnoreCase);
            Assert.Equal(isJapan ? "Japan's capital is Tokyo." : "France's capital is Paris.", turns[i + 1].Content);
        }
        Assert.Contains(turns, turn => turn.Content.StartsWith("Name the capital", StringComparison.Ordinal));
        Assert.Contains(turns, turn => turn.Content.StartsWith("What is the capital", StringComparison.Ordinal));
    }

    [Fact]
    public void Code_in_an_answer_stays_as_it_is_written()
    {
        var example = Drawn("= code 1\n? reverse\n! ```\n  text[::-1] {unknown} {\n    x\n  }\n  ```", 1)[0];
        Assert.Equal("```\ntext[::-1] {unknown} {\n  x\n}\n```", example.Turns[1].Content);
    }

    [Fact]
    public void Equal_seeds_draw_equal_conversations_and_others_others()
    {
        const string source = "= arithmetic 1\n? 1\n! 2\n";
        var texts = new ulong[] { 1, 1, 2 }.Select(seed => string.Join('|', Drawn(source, 50, seed).SelectMany(example => example.Turns))).ToArray();
        Assert.Equal(texts[0], texts[1]);
        Assert.NotEqual(texts[0], texts[2]);
    }

    [Fact]
    public void Sums_are_right()
    {
        foreach (var answer in Drawn("= arithmetic 1\n? 1\n! 2\n", 500).SelectMany(example => example.Turns).Where(turn => turn.Role == "assistant" && turn.Content.Contains('=')))
        {
            var parts = answer.Content.TrimEnd('.').Split(' ');
            var (a, b, result) = (int.Parse(parts[0]), int.Parse(parts[2]), int.Parse(parts[4]));
            Assert.Equal(parts[1] switch { "+" => a + b, "-" => a - b, "*" => a * b, _ => a / b }, result);
        }
    }

    [Fact]
    public void A_line_that_is_nothing_is_refused_with_its_place()
    {
        var error = Assert.Throws<ModelFileException>(() => Drawn("= topic 1\n? a\nanswer without a mark\n", 1));
        Assert.Equal("line 3", error.Place);
    }

    public void Dispose() => _folder.Dispose();

    private List<Example> Drawn(string source, int count, ulong seed = 1)
    {
        File.WriteAllText(_folder.File("corpus.txt"), source);
        return [.. CorpusGenerator.Open(Path.GetDirectoryName(_folder.File("corpus.txt"))!).Draw(count, seed, "test")];
    }
}

using Slipway.Platform.Prompts;

namespace Slipway.Platform.Tests.Prompts;

public sealed class TextDiffTests
{
    [Fact]
    public void A_changed_line_is_removed_and_added_between_its_neighbours()
    {
        var lines = TextDiff.Compare("a\nb\nc", "a\nx\nc");
        Assert.Equal([" a", "-b", "+x", " c"], lines.Select(Show));
        Assert.Equal((2, null), (lines[1].Old, lines[1].New));
        Assert.Equal((3, 3), (lines[3].Old!.Value, lines[3].New!.Value));
    }

    [Fact]
    public void The_difference_rebuilds_both_texts_and_is_as_short_as_it_can_be()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var old = Lines(random);
            var @new = Lines(random);
            var lines = TextDiff.Compare(string.Join('\n', old), string.Join('\n', @new));
            Assert.Equal(old, lines.Where(line => line.Change != LineChange.Added).Select(line => line.Text));
            Assert.Equal(@new, lines.Where(line => line.Change != LineChange.Removed).Select(line => line.Text));
            Assert.Equal(Common(old, @new), lines.Count(line => line.Change == LineChange.Same));
            Assert.All(lines, line => Assert.True(
                (line.Old is null || old[line.Old.Value - 1] == line.Text) && (line.New is null || @new[line.New.Value - 1] == line.Text)));
        }
    }

    [Fact]
    public void Long_texts_without_a_common_line_end_soon()
    {
        var old = string.Join('\n', Enumerable.Range(0, 20_000).Select(line => $"old {line}"));
        var @new = string.Join('\n', Enumerable.Range(0, 20_000).Select(line => $"new {line}"));
        Assert.Equal(40_000, TextDiff.Compare(old, @new).Count);
    }

    private static string Show(DiffLine line) => line.Change switch { LineChange.Same => " ", LineChange.Added => "+", _ => "-" } + line.Text;

    private static string[] Lines(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => ((char)('a' + random.Next(4))).ToString())];

    private static int Common(string[] a, string[] b)
    {
        var longest = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
                longest[i, j] = a[i - 1] == b[j - 1] ? longest[i - 1, j - 1] + 1 : Math.Max(longest[i - 1, j], longest[i, j - 1]);
        }
        return longest[a.Length, b.Length];
    }
}

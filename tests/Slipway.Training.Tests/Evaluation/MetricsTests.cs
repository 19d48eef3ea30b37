using Slipway.Training.Evaluation;

namespace Slipway.Training.Tests.Evaluation;

public sealed class MetricsTests
{
    [Fact]
    public void Words_are_runs_of_letters_and_digits_and_single_ideographs() =>
        Assert.Equal(["don", "t", "über", "42", "我", "爱", "c"], Words.Of("Don't, ÜBER-42 我爱 C#"));

    [Theory]
    [InlineData("Paris", "Paris", true)]
    [InlineData(" the  answer\n", "the answer", true)]
    [InlineData("paris", "Paris", false)]
    public void An_exact_match_overlooks_white_space_only(string answer, string reference, bool expected) =>
        Assert.Equal(expected, ExactMatch.Of(answer, reference));

    [Theory]
    [InlineData("the cat sat", "the cat sat on the mat", 1, 0.5)]
    [InlineData("the the the the", "the cat the", 0.5, 2 / 3.0)]
    [InlineData("dogs", "cats", 0, 0)]
    [InlineData("", "", 1, 1)]
    [InlineData("", "cats", 0, 0)]
    public void Words_overlap_as_often_as_both_have_them(string answer, string reference, double precision, double recall) =>
        Assert.Equal(new Overlap(precision, recall), Overlap.OfWords(answer, reference));

    [Fact]
    public void F1_is_the_harmonic_mean() => Assert.Equal(2 / 3.0, new Overlap(1, 0.5).F1, 12);

    [Theory]
    [InlineData("police killed the gunman", "police kill the gunman", 0.75, 0.75)]
    [InlineData("the gunman kill police", "police kill the gunman", 0.5, 0.5)]
    [InlineData("a b c d e f", "a c e", 0.5, 1)]
    public void Rouge_L_keeps_the_order_of_words(string answer, string reference, double precision, double recall) =>
        Assert.Equal(new Overlap(precision, recall), Overlap.OfLongestCommonSequence(answer, reference));

    [Theory]
    [InlineData("open file|read line|close file", "open file|read line|close file", 1)]
    [InlineData("open file|close file", "open file|read line|close file", 2 / 3.0)]
    [InlineData("open the file", "open file", 0.8)]
    [InlineData("", "open file", 0)]
    public void Trajectories_are_as_similar_as_they_cost_little_to_change(string steps, string reference, double expected) =>
        Assert.Equal(expected, Trajectory.Similarity(Split(steps), Split(reference)), 9);

    [Fact]
    public void A_text_s_steps_are_its_lines_or_its_sentences()
    {
        Assert.Equal(["Open it", "Read it"], Trajectory.StepsOf("1. Open it\n\n2) Read it\n"));
        Assert.Equal(["Open it.", "Read it!"], Trajectory.StepsOf("Open it. Read it!"));
        Assert.Equal(["look", "leap"], Trajectory.StepsOf("Step 1: look\n- leap"));
    }

    [Fact]
    public void A_difference_is_significant_when_the_examples_do_not_explain_it()
    {
        var random = new Random(1);
        var first = Enumerable.Range(0, 200).Select(_ => random.NextDouble()).ToArray();
        var better = first.Select(score => score + 0.05 + 0.1 * random.NextDouble()).ToArray();
        var same = first.Select(score => score + 0.2 * random.NextDouble() - 0.1).ToArray();
        var clear = PairedComparison.Of(better, first, new Random(2));
        Assert.True(clear.IsSignificant);
        Assert.InRange(clear.Difference, clear.Low, clear.High);
        Assert.InRange(clear.Difference, 0.09, 0.11);
        Assert.False(PairedComparison.Of(same, first, new Random(2)).IsSignificant);
    }

    private static string[] Split(string steps) => steps.Length == 0 ? [] : steps.Split('|');
}

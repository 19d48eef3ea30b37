namespace Slipway.Training.Evaluation;

/// <summary>How much of an answer is right (precision), and how much of what is right it says (recall).</summary>
public readonly record struct Overlap(double Precision, double Recall)
{
    /// <summary>Their harmonic mean.</summary>
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;

    /// <summary>By words, whatever their order; a word counts as often as it stands on both sides.</summary>
    public static Overlap OfWords(string answer, string reference) => OfWords(Words.Of(answer), Words.Of(reference));

    internal static Overlap OfWords(IReadOnlyList<string> answer, IReadOnlyList<string> reference)
    {
        var left = reference.CountBy(word => word).ToDictionary(pair => pair.Key, pair => pair.Value);
        var common = 0;
        foreach (var word in answer)
        {
            if (!left.TryGetValue(word, out var count) || count == 0)
                continue;
            left[word] = count - 1;
            common++;
        }
        return Of(common, answer.Count, reference.Count);
    }

    /// <summary>ROUGE-L: by the longest sequence of words that stands in both, in this order, with gaps.</summary>
    public static Overlap OfLongestCommonSequence(string answer, string reference)
    {
        var (a, b) = (Words.Of(answer), Words.Of(reference));
        var row = new int[b.Count + 1];
        foreach (var word in a)
        {
            var diagonal = 0;
            for (var j = 1; j <= b.Count; j++)
            {
                var above = row[j];
                row[j] = word == b[j - 1] ? diagonal + 1 : Math.Max(above, row[j - 1]);
                diagonal = above;
            }
        }
        return Of(row[^1], a.Count, b.Count);
    }

    /// <summary>Two empty answers agree; an empty one and another share nothing.</summary>
    private static Overlap Of(int common, int answer, int reference) => answer == 0 && reference == 0
        ? new Overlap(1, 1)
        : new Overlap(answer == 0 ? 0 : (double)common / answer, reference == 0 ? 0 : (double)common / reference);
}

using System.Text.RegularExpressions;

namespace Slipway.Training.Evaluation;

/// <summary>
/// Similarity of two sequences of steps, from 0 to 1: what it costs to turn one into the other, by leaving steps out, putting steps in (1
/// each) and changing steps (1 - the F1 of their words), as a part of the longer sequence's length.
/// </summary>
public static partial class Trajectory
{
    public static double Similarity(IReadOnlyList<string> steps, IReadOnlyList<string> reference)
    {
        if (steps.Count == 0 && reference.Count == 0)
            return 1;
        var (a, b) = (steps.Select(Words.Of).ToArray(), reference.Select(Words.Of).ToArray());
        var row = Enumerable.Range(0, b.Length + 1).Select(j => (double)j).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + 1 - Overlap.OfWords(a[i - 1], b[j - 1]).F1;
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return 1 - row[^1] / Math.Max(a.Length, b.Length);
    }

    /// <summary>
    /// The steps of a text that isn't a list: its lines, or, where it has only one, its sentences. Numbers and bullets in front are no part of
    /// a step.
    /// </summary>
    public static IReadOnlyList<string> StepsOf(string text)
    {
        var lines = Clean(text.Split('\n'));
        return lines.Count > 1 ? lines : Clean(SentenceEnd().Split(text));
    }

    private static List<string> Clean(IEnumerable<string> parts) =>
        [.. parts.Select(part => Bullet().Replace(part.Trim(), "")).Where(part => part.Length > 0)];

    [GeneratedRegex(@"(?<=[.!?。！？])\s+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"^(\d+[.)]|[-*•]|step\s+\d+[:.]?)\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Bullet();
}

namespace Slipway.Training.Evaluation;

/// <summary>
/// The words that answers are compared by: runs of letters and digits in lower case; scripts that write no spaces (Chinese, Japanese) give a
/// word for each character.
/// </summary>
public static class Words
{
    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var alone = i < text.Length && IsAlone(text[i]);
            if (i < text.Length && !alone && (char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i])))
            {
                if (start < 0)
                    start = i;
                continue;
            }
            if (start >= 0)
                words.Add(text[start..i].ToLowerInvariant());
            start = -1;
            if (alone)
                words.Add(text[i].ToString());
        }
        return words;
    }

    /// <summary>Kana and the common ideographs.</summary>
    private static bool IsAlone(char c) => c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u4DBF' or >= '\u4E00' and <= '\u9FFF';
}

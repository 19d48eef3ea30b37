using System.Text.RegularExpressions;

namespace Slipway.Training.Evaluation;

/// <summary>Whether an answer is the expected one, to the character; only how much white space stands where is left out of it.</summary>
public static partial class ExactMatch
{
    public static bool Of(string answer, string reference) => Plain(answer) == Plain(reference);

    private static string Plain(string text) => WhiteSpace().Replace(text.Trim(), " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}

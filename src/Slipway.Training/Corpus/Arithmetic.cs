using System.Globalization;

namespace Slipway.Training.Corpus;

/// <summary>Small sums, asked and answered in several ways.</summary>
internal static class Arithmetic
{
    private static readonly string[] Forms =
        ["What is {0}?", "What's {0}?", "{0}", "{0} =", "{0}?", "Calculate {0}.", "Compute {0}", "How much is {0}?", "Can you tell me what {0} is?", "Solve {0}"];

    private const string TooLarge = "Those numbers are too large for me. I am a small demonstration model and only do small sums.";

    private static readonly string[] Signs = ["+", "-", "*", "/"];

    private static readonly string[] Crosses = ["x", "×"];

    private static readonly string[] Spoken =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    public static (string Question, string Answer) Draw(Dice dice)
    {
        if (dice.Chance(0.1))
        {
            var large = dice.Below(2) == 0
                ? $"{21 + dice.Below(9000)} {dice.Of(Signs)} {13 + dice.Below(900)}"
                : $"{21 + dice.Below(80)} {dice.Of(Signs)} {21 + dice.Below(80)}";
            return (string.Format(CultureInfo.InvariantCulture, dice.Of(Forms), large), TooLarge);
        }
        var (left, sign, right, result) = Sum(dice);
        var written = dice.Chance(0.2) && sign != "/" ? $"{left} {Word(sign)} {right}" : dice.Chance(0.15) ? $"{left}{sign}{right}" : $"{left} {sign} {right}";
        if (sign == "*" && dice.Chance(0.12))
            written = $"{left} {dice.Of(Crosses)} {right}";
        if (left <= 12 && right <= 12 && dice.Chance(0.08))
            written = $"{Spoken[left]} {Word(sign)} {Spoken[right]}";
        var question = string.Format(CultureInfo.InvariantCulture, dice.Of(Forms), written);
        return (question, $"{left} {sign} {right} = {result}.");
    }

    private static (int Left, string Sign, int Right, int Result) Sum(Dice dice)
    {
        switch (dice.Below(10))
        {
            case < 4:
                var (a, b) = dice.Chance(0.5) ? (dice.Below(21), dice.Below(21)) : (dice.Below(11), dice.Below(11));
                return (a, "+", b, a + b);
            case < 6:
                var (small, more) = (dice.Below(13), dice.Below(13));
                return (small + more, "-", small, more);
            case < 9:
                var (x, y) = dice.Chance(0.3) ? (dice.Below(13), dice.Below(13)) : (1 + dice.Below(10), 1 + dice.Below(10));
                return (x, "*", y, x * y);
            default:
                var (divisor, quotient) = (1 + dice.Below(10), dice.Below(11));
                return (divisor * quotient, "/", divisor, quotient);
        }
    }

    private static string Word(string sign) => sign switch { "+" => "plus", "-" => "minus", "*" => "times", _ => "divided by" };
}

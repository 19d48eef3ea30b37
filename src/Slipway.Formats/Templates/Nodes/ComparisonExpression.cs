using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>a &lt; b &lt;= c</c>: a chain holds where each of its links does.</summary>
internal sealed class ComparisonExpression(int at, Expression first, IReadOnlyList<(string Symbol, Expression Operand)> links) : Expression(at)
{
    protected override Value Compute(Frame frame)
    {
        var left = first.Evaluate(frame);
        foreach (var (symbol, operand) in links)
        {
            var right = operand.Evaluate(frame);
            frame.Budget.At = At;
            if (!Holds(symbol, left, right, frame.Budget))
                return BooleanValue.False;
            left = right;
        }
        return BooleanValue.True;
    }

    private static bool Holds(string symbol, Value left, Value right, Budget budget) => symbol switch
    {
        "==" => Comparison.AreEqual(left, right, budget),
        "!=" => !Comparison.AreEqual(left, right, budget),
        "in" => Comparison.Contains(right, left, budget),
        "not in" => !Comparison.Contains(right, left, budget),
        "<" => Comparison.Compare(left, right, budget) < 0,
        "<=" => Comparison.Compare(left, right, budget) <= 0,
        ">" => Comparison.Compare(left, right, budget) > 0,
        _ => Comparison.Compare(left, right, budget) >= 0,
    };
}

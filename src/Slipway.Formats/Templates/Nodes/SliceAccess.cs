using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>subject[start:stop:step]</c>, each part optional.</summary>
internal sealed class SliceAccess(int at, Expression subject, Expression? start, Expression? stop, Expression? step) : Expression(at)
{
    protected override Value Compute(Frame frame)
    {
        var value = subject.Evaluate(frame);
        var (from, to, by) = (Part(start, frame), Part(stop, frame), Part(step, frame) ?? 1);
        frame.Budget.At = At;
        if (value is UndefinedValue missing)
            throw missing.Fail();
        if (by == 0)
            throw new TemplateException("the step of a slice is not 0");
        if (value is not (TextValue or ListValue))
            throw new TemplateException($"{value.Type} has no slices");
        var count = value.Length!.Value;
        var first = Place(from ?? (by > 0 ? 0 : long.MaxValue), count, by);
        var end = to is null && by < 0 ? -1 : Place(to ?? long.MaxValue, count, by);
        if (value is TextValue text && by == 1)
        {
            var begin = text.Offset(first, frame.Budget);
            return text.Slice(begin, text.Offset(Math.Max(first, end), frame.Budget) - begin, frame.Budget);
        }
        var elements = value.ToList(frame.Budget);
        var taken = new List<Value>();
        for (long i = first; by > 0 ? i < end : i > end; i += by)
            taken.Add(elements[(int)i]);
        return value is ListValue list
            ? new ListValue(taken, list.IsTuple)
            : Library.Operations.Join(taken, TextValue.Empty, frame.Budget);
    }

    // Python's rule: counted from the end where negative, then moved to the nearest place that the direction can begin at.
    private static int Place(long index, int count, long by)
    {
        if (index < 0)
            index += count;
        return (int)Math.Clamp(index, by > 0 ? 0 : -1, by > 0 ? count : count - 1);
    }

    private static long? Part(Expression? part, Frame frame)
    {
        var value = part?.Evaluate(frame);
        if (value is null or NoneValue)
            return null;
        return Numbers.IsInteger(value, out var integer)
            ? Math.Clamp(integer, -int.MaxValue, int.MaxValue)
            : throw new TemplateException($"a slice needs integers, not {value.Type}");
    }
}

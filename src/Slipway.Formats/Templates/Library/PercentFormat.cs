using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>Python's <c>'…%s…' % values</c>, and the filter <c>format</c>.</summary>
internal static class PercentFormat
{
    public static TextValue Apply(TextValue format, Value values, Budget budget)
    {
        var queue = new Queue<Value>(values is ListValue { IsTuple: true } tuple ? tuple.Values : [values]);
        var result = new TextBuilder(budget);
        for (var i = 0; i < format.Text.Length; i++)
        {
            if (format.Text[i] != '%')
            {
                result.Append(format, i, 1);
                continue;
            }
            var specification = FormatSpecification.ReadPercent(format.Text, i + 1, out i);
            if (specification.Kind == '%')
            {
                result.Append("%");
                continue;
            }
            if (!queue.TryDequeue(out var value))
                throw new TemplateException("the format needs more values than it gets");
            specification.Write(value, result);
        }
        if (queue.Count > 0 && values is not (MapValue or ListValue { IsTuple: false }))
            throw new TemplateException("the format gets more values than it needs");
        return result.ToText();
    }
}

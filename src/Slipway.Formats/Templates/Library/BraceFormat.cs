using System.Globalization;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>Python's <c>'…{}…'.format(…)</c>: fields by order, number or name, with the common specifications.</summary>
internal static class BraceFormat
{
    public static Value Apply(Call call)
    {
        var format = call.Text;
        var result = call.NewText();
        var next = 0;
        for (var i = 0; i < format.Text.Length; i++)
        {
            var c = format.Text[i];
            if (c is not ('{' or '}'))
            {
                result.Append(format, i, 1);
                continue;
            }
            if (i + 1 < format.Text.Length && format.Text[i + 1] == c)
            {
                result.Append(format, i++, 1);
                continue;
            }
            var end = c == '{' ? format.Text.IndexOf('}', i) : -1;
            if (end < 0)
                throw call.Fail($"finds a lone '{c}'");
            var field = format.Text[(i + 1)..end].Split(':', 2);
            var specification = FormatSpecification.ReadBrace(field.Length > 1 ? field[1] : "");
            specification.Write(Value(call, field[0], ref next), result);
            i = end;
        }
        return result.ToText();
    }

    private static Value Value(Call call, string name, ref int next)
    {
        if (name.Length == 0)
            name = (next++).ToString(CultureInfo.InvariantCulture);
        var value = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? call.Arguments.Positional.ElementAtOrDefault(index)
            : call.Arguments.ByName(name);
        return value ?? throw call.Fail($"gets no value for '{{{name}}}'");
    }
}

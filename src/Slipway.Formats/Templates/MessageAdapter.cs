using System.Text.Json;
using Slipway.Formats.Templates.Library;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates;

/// <summary>Brings messages into the form that a template wants.</summary>
internal sealed class MessageAdapter(MessageForm form, Budget budget)
{
    public void Adapt(Value messages)
    {
        foreach (var message in (messages as ListValue)?.Values.OfType<MapValue>() ?? [])
        {
            var calls = (message.Find("tool_calls") as ListValue)?.Values ?? [];
            message.Set("content", Content(message.Find("content"), calls.Count > 0));
            foreach (var call in calls.OfType<MapValue>())
            {
                var function = call.Find("function") as MapValue ?? call;
                if (function.Find("arguments") is { } arguments)
                    function.Set("arguments", Arguments(arguments));
            }
        }
    }

    private Value Content(Value? content, bool hasCalls) => content switch
    {
        null or NoneValue => hasCalls && form.CallsHaveNoContent ? NoneValue.Instance : Content(TextValue.Empty, false),
        TextValue { IsTrue: false } when hasCalls && form.CallsHaveNoContent => NoneValue.Instance,
        TextValue text when form.ContentIsParts => new ListValue([Part(text)]),
        ListValue list when !form.KeepsParts => Join(list),
        _ => content,
    };

    private static MapValue Part(TextValue text)
    {
        var part = new MapValue();
        part.Set("type", TextValue.Of("text"));
        part.Set("text", text);
        return part;
    }

    // A part that is no text would vanish here, so it stays in the list and the template says what it makes of it.
    private Value Join(ListValue parts)
    {
        var texts = parts.Values.ConvertAll(part => (part as MapValue)?.Find("text") ?? part);
        return texts.TrueForAll(text => text is TextValue) ? Operations.Join(texts, TextValue.Of("\n"), budget) : parts;
    }

    private Value Arguments(Value arguments)
    {
        if (form.ArgumentsAreText)
            return arguments is TextValue ? arguments : JsonText.Of(arguments, budget);
        if (arguments is not TextValue text)
            return arguments;
        try
        {
            using var json = JsonDocument.Parse(text.IsTrue ? text.Text : "{}");
            return JsonValues.Of(json.RootElement);
        }
        catch (JsonException)
        {
            return arguments;
        }
    }
}

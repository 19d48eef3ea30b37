using System.Text;
using System.Text.Json;

namespace Slipway.Formats.ToolCalls;

/// <summary>
/// Reads one object with a function's name and arguments, character by character, and gives out the arguments while they come. Until
/// the call is certain nothing is given out, so that text which turns out to be no call can still be shown as it is.
/// </summary>
internal sealed class CallReader(AnswerSyntax syntax, DeltaSink sink, int call)
{
    private enum Place
    {
        Object,
        KeyOrEnd,
        Key,
        Colon,
        Value,
        InValue,
        CommaOrEnd,
    }

    private readonly bool _isBare = syntax.Calls == ToolCallFormat.Bare;
    private readonly StringBuilder _raw = new();
    private readonly StringBuilder _part = new();
    private readonly StringBuilder _arguments = new();
    private Place _place;
    private string _key = "";
    private string? _name;
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private bool _hasArguments;

    /// <summary>The call's name has been given out.</summary>
    public bool IsCertain { get; private set; }

    /// <summary>Everything that was read.</summary>
    public string Raw => _raw.ToString();

    /// <summary>Takes one character.</summary>
    public Reading Read(char c)
    {
        _raw.Append(c);
        if (_place is not (Place.Key or Place.InValue) && char.IsWhiteSpace(c))
            return Reading.Goes;
        switch (_place)
        {
            case Place.Object:
                return Expect(c == '{', Place.KeyOrEnd);
            case Place.KeyOrEnd when c == '}':
            case Place.CommaOrEnd when c == '}':
                return End();
            case Place.KeyOrEnd:
                _part.Clear().Append(c);
                return Expect(c == '"', Place.Key);
            case Place.Key:
                return InKey(c);
            case Place.Colon:
                return Expect(c == ':', Place.Value);
            case Place.Value:
                return BeginValue(c);
            case Place.InValue:
                return InValue(c);
            default:
                return Expect(c == ',', Place.KeyOrEnd);
        }
    }

    private Reading Expect(bool found, Place next)
    {
        _place = next;
        return found ? Reading.Goes : Wrong();
    }

    private Reading InKey(char c)
    {
        _part.Append(c);
        if (!EndsString(c))
            return Reading.Goes;
        _key = Decode(_part.ToString()) ?? "";
        if (_key == "parameters")
            _key = "arguments";
        return Expect(!_isBare || _key is "name" or "arguments" or "type" or "id", Place.Colon);
    }

    private Reading BeginValue(char c)
    {
        _part.Clear();
        (_place, _depth, _inString, _escaped) = (Place.InValue, 0, false, false);
        if (_key == "arguments")
            _hasArguments = true;
        return InValue(c);
    }

    private Reading InValue(char c)
    {
        if (_inString)
        {
            Take(c);
            if (!EndsString(c))
                return Reading.Goes;
            _inString = false;
        }
        else if (_depth == 0 && c is ',' or '}' or ']')
        {
            // A number or word has no end of its own: this belongs to the object around it.
            if (_part.Length == 0 || !EndValue())
                return Wrong();
            return c == '}' ? End() : Expect(c == ',', Place.KeyOrEnd);
        }
        else
        {
            _depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            _inString = c == '"';
            Take(c);
        }
        if (_depth > 0 || _inString || !IsClosed(c))
            return Reading.Goes;
        return EndValue() ? Expect(true, Place.CommaOrEnd) : Wrong();
    }

    // Only texts, objects and arrays show their own end.
    private static bool IsClosed(char c) => c is '"' or '}' or ']';

    private void Take(char c)
    {
        _part.Append(c);
        if (_key != "arguments" || _part[0] != '{')
            return;
        if (IsCertain)
            sink.Add(AnswerDeltaKind.CallArguments, [c], call);
        else
            _arguments.Append(c);
        GiveOut();
    }

    private bool EndValue()
    {
        var value = _part.ToString().Trim();
        switch (_key)
        {
            case "name":
                _name = value.StartsWith('"') ? Decode(value) : null;
                if (string.IsNullOrEmpty(_name) || (_isBare && !syntax.Functions.Contains(_name)))
                    return false;
                GiveOut();
                return true;
            case "arguments" when !value.StartsWith('{'):
                // Some write the object as a text, or null where there is nothing to pass.
                var text = value.StartsWith('"') ? Decode(value)?.Trim() : value == "null" ? "{}" : null;
                if (text is null || !text.StartsWith('{'))
                    return false;
                _arguments.Append(text);
                GiveOut();
                return true;
            default:
                return true;
        }
    }

    private void GiveOut()
    {
        if (_name is null || !_hasArguments || (!IsCertain && _arguments.Length == 0))
            return;
        if (!IsCertain)
            sink.Add(AnswerDeltaKind.CallName, _name, call);
        IsCertain = true;
        sink.Add(AnswerDeltaKind.CallArguments, _arguments.ToString(), call);
        _arguments.Clear();
    }

    private Reading End()
    {
        if (_name is null)
            return Wrong();
        if (!_hasArguments)
        {
            _hasArguments = true;
            _arguments.Append("{}");
        }
        GiveOut();
        return Reading.Ends;
    }

    // What has begun as a call stays one, however it goes on.
    private Reading Wrong() => IsCertain ? Reading.Ends : Reading.Fails;

    private bool EndsString(char c)
    {
        var ends = c == '"' && !_escaped;
        _escaped = c == '\\' && !_escaped;
        return ends;
    }

    private static string? Decode(string json)
    {
        try
        {
            return JsonElement.Parse(json).GetString();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

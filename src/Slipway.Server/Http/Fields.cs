using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Protocol.Json;

namespace Slipway.Server.Http;

/// <summary>
/// The members of a JSON body, asked for one by one. Whatever is wrong is gathered, so that <see cref="Failure"/> names every
/// offending field at once. Of members that stand there twice the last counts; unknown ones are ignored.
/// </summary>
public sealed class Fields
{
    public const string Required = "is required";

    private readonly List<FieldError> _errors = [];
    private readonly Dictionary<string, JsonElement> _members = [];
    private readonly Failure? _unreadable;

    public Fields(Failure unreadable) => _unreadable = unreadable;

    private readonly Fields? _outer;
    private readonly string _place = "";

    private Fields(JsonElement body, Fields outer, string place)
        : this(body) => (_outer, _place) = (outer, place);

    private Fields(JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
            _members[member.Name] = member.Value;
    }

    /// <summary>What is wrong with the body, after everything has been asked for.</summary>
    public Failure? Failure => _unreadable ?? (_errors.Count > 0 ? Platform.Common.Failure.Invalid(_errors) : null);

    public static Fields Parse(ReadOnlyMemory<byte> body)
    {
        if (!System.Text.Unicode.Utf8.IsValid(body.Span))
            return new Fields(Platform.Common.Failure.Invalid("", "the body is not UTF-8"));
        try
        {
            if (HalfCharacters(body.Span) is { Count: > 0 } broken)
                return new Fields(Platform.Common.Failure.Invalid(broken));
            // A body is kept as long as its fields are, so the document is not disposed: it has no pooled memory to give back.
            var reader = new Utf8JsonReader(body.Span);
            var element = JsonElement.ParseValue(ref reader);
            while (reader.Read())
            {
            }

            return element.ValueKind == JsonValueKind.Object ? new Fields(element)
                : new Fields(Platform.Common.Failure.Invalid("", "the body must be a JSON object"));
        }
        catch (JsonException exception)
        {
            var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            return new Fields(Platform.Common.Failure.Invalid("", $"the body is not JSON ({place})"));
        }
        catch (InvalidOperationException)
        {
            return new Fields(Platform.Common.Failure.Invalid("", "the body's names are not valid Unicode"));
        }
    }

    public void Wrong(string name, string message)
    {
        _errors.Add(new FieldError(name, message));
        _outer?.Wrong(_place + name, message);
    }

    /// <summary>The members of an object; what is wrong with them is gathered here, with its place.</summary>
    public Fields? Nested(string name) => Object(name) is { } value ? new Fields(value, this, name + ".") : null;

    /// <summary>The members of an object, none where it is absent.</summary>
    public Fields Inside(string name) => Nested(name) ?? new Fields(JsonDocument.Parse("{}").RootElement);

    /// <summary>The names of all members.</summary>
    public IEnumerable<string> Names => _members.Keys;

    /// <summary>A member of any kind; null where it is absent or null.</summary>
    public JsonElement? Present(string name) => Find(name);

    /// <summary>A member of any kind; null where it is absent, an element where it is null.</summary>
    public JsonElement? Any(string name) => _members.TryGetValue(name, out var value) ? value : null;

    /// <summary>A text that must be there and not be empty.</summary>
    public string RequiredText(string name, int longest = int.MaxValue)
    {
        var text = Text(name, longest);
        if (text is null && !_errors.Exists(error => error.Field == name))
            Wrong(name, Required);
        else if (text is { Length: 0 })
            Wrong(name, "must not be empty");
        return text ?? "";
    }

    public string? Text(string name, int longest = int.MaxValue)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
        {
            Wrong(name, "must be a string");
            return null;
        }

        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            Wrong(name, "must be valid Unicode");
            return null;
        }

        if (text.Length > longest)
            Wrong(name, $"must have at most {longest} characters");
        return text;
    }

    /// <summary>A text that names something: short, and without control characters.</summary>
    public string? Name(string name, int longest = 256)
    {
        var text = Text(name, longest);
        if (text is not null && text.Any(char.IsControl))
            Wrong(name, "must have no control characters");
        return text;
    }

    public string RequiredName(string name, int longest = 256)
    {
        var before = _errors.Count;
        var text = RequiredText(name, longest);
        if (_errors.Count == before && text.Any(char.IsControl))
            Wrong(name, "must have no control characters");
        return text;
    }

    public int? Integer(string name, int least, int most) => (int?)Long(name, least, most);

    public long? Long(string name, long least, long most)
    {
        if (Find(name) is not { } value)
            return null;
        // 5.0 is as good an integer as 5; 1e999 is none.
        if (value.ValueKind == JsonValueKind.Number
            && (value.TryGetInt64(out var number) || (value.TryGetDecimal(out var exact) && exact == decimal.Truncate(exact) && TryLong(exact, out number)))
            && number >= least && number <= most)
        {
            return number;
        }

        Wrong(name, $"must be an integer from {least} to {most}");
        return null;
    }

    public double? Number(string name, double least, double most)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most)
            return number;
        Wrong(name, FormattableString.Invariant($"must be a number from {least} to {most}"));
        return null;
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.ValueKind == JsonValueKind.True;
        Wrong(name, "must be true or false");
        return null;
    }

    /// <summary>One text or a list of them.</summary>
    public IReadOnlyList<string>? Texts(string name, int most)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && Text(name) is { } one)
            return [one];
        try
        {
            if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most
                && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
            {
                return [.. value.EnumerateArray().Select(item => item.GetString()!)];
            }
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text.
        }

        Wrong(name, $"must be a string or an array of at most {most} strings");
        return null;
    }

    public JsonElement? Object(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return value;
        Wrong(name, "must be an object");
        return null;
    }

    /// <summary>
    /// Members with an escaped half of a character deep inside, where nobody can read it. A member's own text is left to whoever asks
    /// for it.
    /// </summary>
    private static List<FieldError> HalfCharacters(ReadOnlySpan<byte> body)
    {
        var broken = new List<FieldError>();
        var member = "";
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            var isName = reader.TokenType == JsonTokenType.PropertyName;
            if (!isName && (reader.TokenType != JsonTokenType.String || reader.CurrentDepth < 2))
                continue;
            try
            {
                if (isName && reader.CurrentDepth == 1)
                    member = reader.GetString()!;
                else if (reader.ValueIsEscaped)
                    reader.GetString();
            }
            catch (InvalidOperationException)
            {
                if (!broken.Exists(error => error.Field == member))
                    broken.Add(new FieldError(member, "must be valid Unicode"));
            }
        }

        return broken;
    }

    private static bool TryLong(decimal value, out long number)
    {
        var fits = value is >= long.MinValue and <= long.MaxValue;
        number = fits ? (long)value : 0;
        return fits;
    }

    /// <summary>An absent member and null are the same.</summary>
    private JsonElement? Find(string name) =>
        _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

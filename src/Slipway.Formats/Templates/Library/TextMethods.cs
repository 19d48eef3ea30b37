using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>The methods of Python's str.</summary>
internal static class TextMethods
{
    public static readonly BuiltinTable All = new()
    {
        { "strip chars", call => Operations.Trim(call.Text, call.Bound[0], true, true, call.Budget) },
        { "lstrip chars", call => Operations.Trim(call.Text, call.Bound[0], true, false, call.Budget) },
        { "rstrip chars", call => Operations.Trim(call.Text, call.Bound[0], false, true, call.Budget) },
        { "upper", call => call.Text.WithCharacters(call.Text.Text.ToUpperInvariant(), call.Budget) },
        { "lower", call => call.Text.WithCharacters(call.Text.Text.ToLowerInvariant(), call.Budget) },
        { "casefold", call => call.Text.WithCharacters(call.Text.Text.ToLowerInvariant(), call.Budget) },
        { "swapcase", call => Operations.ChangeCase(call.Text, (_, index) => !char.IsUpper(call.Text.Text[index]), call.Budget) },
        { "capitalize", call => Operations.Capitalize(call.Text, call.Budget) },
        { "title", call => Operations.ChangeCase(call.Text, (before, _) => !char.IsLetter(before), call.Budget) },
        { "replace old new count", call => Operations.Replace(
            call.Text, call.TextAt(0), call.TextAt(1), call.IntegerAt(2, -1), call.Budget) },
        { "split sep maxsplit", call => TextSplitting.Split(call, fromEnd: false) },
        { "rsplit sep maxsplit", call => TextSplitting.Split(call, fromEnd: true) },
        { "splitlines keepends", call => new ListValue([.. Operations.Lines(call.Text, call.FlagAt(0), call.Budget)]) },
        { "partition sep", call => TextSplitting.Partition(call, fromEnd: false) },
        { "rpartition sep", call => TextSplitting.Partition(call, fromEnd: true) },
        { "startswith prefix", call => AnyOf(call, Begins) },
        { "endswith suffix", call => AnyOf(call, Ends) },
        { "removeprefix prefix", call => Begins(call, call.TextAt(0)) ? Cut(call, call.TextAt(0).Text.Length, 0) : call.Text },
        { "removesuffix suffix", call => Ends(call, call.TextAt(0)) ? Cut(call, 0, call.TextAt(0).Text.Length) : call.Text },
        { "join iterable", call => Join(call) },
        { "find sub", call => new IntegerValue(Find(call, fromEnd: false)) },
        { "rfind sub", call => new IntegerValue(Find(call, fromEnd: true)) },
        { "index sub", call => Find(call, fromEnd: false) is >= 0 and var at ? new IntegerValue(at) : throw call.Fail("found nothing") },
        { "count sub", call => new IntegerValue(Count(call)) },
        { "isdigit", call => Every(call, char.IsDigit) },
        { "isnumeric", call => Every(call, char.IsNumber) },
        { "isalpha", call => Every(call, char.IsLetter) },
        { "isalnum", call => Every(call, char.IsLetterOrDigit) },
        { "isspace", call => Every(call, Characters.IsSpace) },
        { "isupper", call => Operations.IsAll(call.Text, char.IsUpper, char.IsLower, call.Budget) },
        { "islower", call => Operations.IsAll(call.Text, char.IsLower, char.IsUpper, call.Budget) },
        { "ljust width fillchar", call => Pad(call, left: false) },
        { "rjust width fillchar", call => Pad(call, left: true) },
        { "zfill width", FillZeros },
        { "format *", BraceFormat.Apply },
    };

    private static bool AnyOf(Call call, Func<Call, TextValue, bool> matches) => call.At(0) is ListValue { IsTuple: true } several
        ? several.Values.Exists(value => value is TextValue text && matches(call, text))
        : matches(call, call.TextAt(0));

    private static bool Begins(Call call, TextValue prefix)
    {
        call.Budget.ChargeReading(prefix.Text.Length);
        return call.Text.Text.StartsWith(prefix.Text, StringComparison.Ordinal);
    }

    private static bool Ends(Call call, TextValue suffix)
    {
        call.Budget.ChargeReading(suffix.Text.Length);
        return call.Text.Text.EndsWith(suffix.Text, StringComparison.Ordinal);
    }

    private static TextValue Cut(Call call, int before, int behind) =>
        call.Text.Slice(before, call.Text.Text.Length - before - behind, call.Budget);

    private static TextValue Join(Call call)
    {
        var parts = call.At(0).ToList(call.Budget);
        if (parts.Find(part => part is not TextValue) is { } wrong)
            throw call.Fail($"takes only texts, not {wrong.Type}");
        return Operations.Join(parts, call.Text, call.Budget);
    }

    private static int Find(Call call, bool fromEnd)
    {
        var text = call.Text;
        var sought = call.TextAt(0).Text;
        call.Budget.ChargeSearch(text.Text, sought);
        var at = fromEnd
            ? text.Text.LastIndexOf(sought, StringComparison.Ordinal)
            : text.Text.IndexOf(sought, StringComparison.Ordinal);
        return at < 0 ? at : at - text.Text.AsSpan(0, at).ToString().Count(char.IsLowSurrogate);
    }

    private static int Count(Call call)
    {
        call.Budget.ChargeSearch(call.Text.Text, call.TextAt(0).Text);
        return call.TextAt(0) is { IsTrue: true } sought
            ? call.Text.Text.AsSpan().Count(sought.Text)
            : call.Text.Length!.Value + 1;
    }

    private static bool Every(Call call, Func<char, bool> test)
    {
        call.Budget.ChargeReading(call.Text.Text.Length);
        return call.Text.IsTrue && call.Text.Text.All(test);
    }

    private static TextValue FillZeros(Call call)
    {
        var sign = call.Text.Text is ['-' or '+', ..] ? 1 : 0;
        return call.NewText().Append(call.Text, 0, sign).AppendRepeated('0', call.IntegerAt(0) - call.Text.Length!.Value)
            .Append(call.Text, sign, call.Text.Text.Length - sign).ToText();
    }

    private static TextValue Pad(Call call, bool left)
    {
        var missing = Math.Max(0, call.IntegerAt(0) - call.Text.Length!.Value);
        return call.NewText().AppendRepeated(call.TextAt(1, " "), left ? missing : 0).Append(call.Text)
            .AppendRepeated(call.TextAt(1, " "), left ? 0 : missing).ToText();
    }
}

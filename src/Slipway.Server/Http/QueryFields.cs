using System.Globalization;
using Slipway.Platform.Common;
using Slipway.Protocol.Json;

namespace Slipway.Server.Http;

/// <summary>The parameters of a query, asked for one by one; whatever is wrong is gathered.</summary>
internal sealed class QueryFields(Call call)
{
    private readonly List<FieldError> _errors = [];

    public Failure? Failure => _errors.Count > 0 ? Platform.Common.Failure.Invalid(_errors) : null;

    public int Integer(string name, int usual, int least, int most)
    {
        if (call.Query(name) is not { } text)
            return usual;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        _errors.Add(new FieldError(name, $"must be an integer from {least} to {most}"));
        return usual;
    }

    /// <summary>One of some words; null where it is absent.</summary>
    public string? Choice(string name, params ReadOnlySpan<string> allowed)
    {
        var text = call.Query(name);
        if (text is not null && !allowed.Contains(text))
            _errors.Add(new FieldError(name, $"must be {string.Join(" or ", allowed.ToArray())}"));
        return text;
    }
}

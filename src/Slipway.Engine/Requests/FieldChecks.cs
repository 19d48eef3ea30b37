using System.Globalization;
using Slipway.Protocol.Json;

namespace Slipway.Engine.Requests;

/// <summary>Collects what is wrong with the fields of a request.</summary>
internal sealed class FieldChecks
{
    private readonly List<FieldError> _errors = [];
    private string[] _misread = [];

    public IReadOnlyList<FieldError> Errors => _errors;

    public void Fail(string field, string message)
    {
        // What stands in for a field that could not be read is nobody's mistake.
        if (!_misread.Contains(Root(field)))
            _errors.Add(new FieldError(field, message));
    }

    /// <summary>Fields that do not fit their types, found before all others.</summary>
    public void Misread(IReadOnlyList<FieldError> errors)
    {
        _errors.AddRange(errors);
        _misread = [.. errors.Select(error => Root(error.Field))];
    }

    public void Range(string field, double? value, double least, double most)
    {
        if (value is { } given && !(given >= least && given <= most))
            Fail(field, string.Create(CultureInfo.InvariantCulture, $"must be between {least} and {most}, not {given}"));
    }

    /// <summary>More than 0, up to a bound.</summary>
    public void Positive(string field, double? value, double most)
    {
        if (value is { } given && !(given > 0 && given <= most))
            Fail(field, string.Create(CultureInfo.InvariantCulture, $"must be more than 0 and at most {most}, not {given}"));
    }

    private static string Root(string field) => field.Split('.', '[')[0];
}

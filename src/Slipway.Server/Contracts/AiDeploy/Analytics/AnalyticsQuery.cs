using System.Globalization;
using System.Text.Json;
using Slipway.Platform.Analytics;
using Slipway.Platform.Common;
using Slipway.Protocol.Json;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy.Analytics;

/// <summary>The parameters that analytics share. Whatever is wrong is gathered and named at once.</summary>
internal sealed class AnalyticsQuery
{
    private readonly List<FieldError> _errors = [];
    private readonly Call _call;

    public AnalyticsQuery(Call call, TimeProvider time)
    {
        _call = call;
        var (from, to) = (Time("start_time"), Time("end_time"));
        Window = AnalyticsWindow.Of(from, to, time.Now());
        if (_errors.Count == 0 && Window.From >= Window.To)
            _errors.Add(new FieldError(to is null ? "start_time" : "end_time", "the window must begin before it ends"));
    }

    public AnalyticsWindow Window { get; }

    public Failure? Failure => _errors.Count > 0 ? Platform.Common.Failure.Invalid(_errors) : null;

    public int Integer(string name, int least, int most, int otherwise)
    {
        if (_call.Query(name) is not { } text)
            return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        _errors.Add(new FieldError(name, $"must be a whole number from {least} to {most}"));
        return otherwise;
    }

    public string Word(string name, string otherwise, params string[] allowed)
    {
        if (_call.Query(name) is not { } text)
            return otherwise;
        if (allowed.Contains(text))
            return text;
        _errors.Add(new FieldError(name, $"must be {string.Join(" or ", allowed)}"));
        return otherwise;
    }

    /// <summary>Amounts that people read: six figures after the point are a millionth of a dollar or a nanosecond of a millisecond.</summary>
    public static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, 6));
        else
            json.WriteNull(name);
    }

    public static void WriteTime(Utf8JsonWriter json, string name, long micros) =>
        json.WriteString(name, Micros.ToTime(micros).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));

    public static void Write(Utf8JsonWriter json, IEnumerable<Recommendation> recommendations)
    {
        json.WriteStartArray("recommendations");
        foreach (var recommendation in recommendations)
        {
            json.WriteStartObject();
            json.WriteString("type", recommendation.Type);
            json.WriteString("message", recommendation.Message);
            json.WriteString("impact", recommendation.Impact);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private DateTimeOffset? Time(string name)
    {
        if (_call.Query(name) is not { } text)
            return null;
        // A plus in a query is a space unless it was escaped.
        if (DateTimeOffset.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && text.Length >= 8)
            return time;
        _errors.Add(new FieldError(name, "must be an ISO 8601 time such as 2025-03-20T18:00:00Z"));
        return null;
    }
}

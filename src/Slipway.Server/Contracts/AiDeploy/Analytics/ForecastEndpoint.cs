using System.Text.Json;
using Slipway.Platform.Analytics.Forecasting;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy.Analytics;

/// <summary><c>GET /analytics/forecast</c></summary>
internal sealed class ForecastEndpoint(UsageForecaster forecaster, TimeProvider time)
{
    public async Task<Failure?> AnswerAsync(Call call)
    {
        var query = new AnalyticsQuery(call, time);
        var days = query.Integer("days", 1, UsageForecaster.MostDays, 30);
        if (query.Failure is { } failure)
            return failure;
        var forecast = await forecaster.ForecastAsync(query.Window, days).ConfigureAwait(false);
        return await call.AnswerAsync(json => Write(json, forecast)).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, UsageForecast forecast)
    {
        json.WriteStartObject();
        AnalyticsQuery.WriteTime(json, "timestamp", forecast.At);
        json.WriteNumber("days", forecast.Days);
        AnalyticsQuery.WriteTime(json, "first_day", forecast.FirstDay);
        WriteValues(json, "total_requests_forecast", forecast.Total.Requests.Values);
        WriteValues(json, "total_cost_forecast", forecast.Total.Cost.Values);
        WriteQuality(json, "total_requests", forecast.Total.Requests);
        WriteQuality(json, "total_cost", forecast.Total.Cost);
        json.WriteStartObject("forecast_by_deployment");
        foreach (var deployment in forecast.Deployments)
        {
            json.WriteStartObject(deployment.Id);
            json.WriteString("deployment_name", deployment.Name);
            AnalyticsQuery.Write(json, "current_requests", deployment.CurrentRequests);
            AnalyticsQuery.Write(json, "current_cost", deployment.CurrentCost);
            WriteValues(json, "requests_forecast", deployment.Requests.Values);
            WriteValues(json, "cost_forecast", deployment.Cost.Values);
            WriteQuality(json, "requests", deployment.Requests);
            WriteQuality(json, "cost", deployment.Cost);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>How sure it is: nine in ten values lie in the interval, if the future is like the past.</summary>
    private static void WriteQuality(Utf8JsonWriter json, string name, Forecast forecast)
    {
        json.WriteStartObject(name + "_interval");
        WriteValues(json, "low", forecast.Low);
        WriteValues(json, "high", forecast.High);
        json.WriteEndObject();
        json.WriteString(name + "_method", forecast.Method);
        AnalyticsQuery.Write(json, name + "_backtest_error", forecast.BacktestError);
    }

    private static void WriteValues(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(Math.Round(value, 6));
        json.WriteEndArray();
    }
}

namespace Slipway.Platform.Analytics.Forecasting;

/// <summary>One way to continue a series of equally spaced values.</summary>
internal interface IForecastMethod
{
    /// <summary>The name that answers carry.</summary>
    string Name { get; }

    /// <summary>The fewest values that the method can be fitted to.</summary>
    int LeastHistory { get; }

    /// <summary>Fits the method to <paramref name="history"/> and continues it.</summary>
    Projection Project(ReadOnlySpan<double> history, int horizon);
}

/// <summary>Expected values, and the standard deviation of the error at each step ahead.</summary>
internal readonly record struct Projection(double[] Values, double[] Deviations);

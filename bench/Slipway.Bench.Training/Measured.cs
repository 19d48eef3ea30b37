namespace Slipway.Bench.Training;

internal sealed record Measured(double TokensPerSecond, double PeakMegabytes);

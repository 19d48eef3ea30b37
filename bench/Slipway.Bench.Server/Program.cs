using System.Globalization;
using Slipway.Bench.Server;

// Slipway beside nginx as a plain reverse proxy, to the same trivial upstream, in one run on one machine with the load generators on it too.
//   dotnet run -c Release --project bench/Slipway.Bench.Server -- PATH-OF-SLIPWAY [--million]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Seconds = 5;
using var nginx = new Nginx(18801, 18802);
using (var warmUp = new HttpClient())
    await warmUp.GetAsync(nginx.Upstream + "/plain/");
await using var slipway = new Server(args[0], 18803);
await Task.Delay(TimeSpan.FromSeconds(6));
var idle = slipway.Memory;
await slipway.LoadAsync("plain", nginx.Upstream + "/plain/v1");
await slipway.LoadAsync("events", nginx.Upstream + "/mixed/v1");

var ours = slipway.Address + "/v1/chat/completions";
var theirs = nginx.Proxy + "/plain/v1/chat/completions";
Load.Most(theirs, "plain", 1);
Load.Most(ours, "plain", Seconds);
var (most, theirMost) = (Load.Most(ours, "plain", Seconds), Load.Most(theirs, "plain", Seconds));
var warm = slipway.Memory;
await Load.SteadyAsync(theirs, "plain", 2);
var (steady, theirSteady) = (await Load.SteadyAsync(ours, "plain", Seconds), await Load.SteadyAsync(theirs, "plain", Seconds));
var theirEvents = nginx.Proxy + "/events/v1/chat/completions";
await Load.FirstPieceAsync(ours, "events", 300);
var (first, theirFirst) = (await Load.FirstPieceAsync(ours, "events", 500), await Load.FirstPieceAsync(theirEvents, "events", 500));

Console.WriteLine($"""
    | | Slipway | nginx | |
    | --- | ---: | ---: | ---: |
    | chat, 64 connections: requests a second | {most.Rate:0} | {theirMost.Rate:0} | {most.Rate / theirMost.Rate:0.00}x |
    | the same, 99th percentile | {most.P99:0.0} ms | {theirMost.P99:0.0} ms | |
    | chat at 5,000 requests a second ({steady.Rate:0} and {theirSteady.Rate:0} reached), 99th percentile | {steady.P99:0.0} ms | {theirSteady.P99:0.0} ms | {steady.P99 - theirSteady.P99:+0.0;-0.0} ms |
    | stream: median time to the first piece | {first:0.00} ms | {theirFirst:0.00} ms | {first - theirFirst:+0.00;-0.00} ms |
    | process start to the first `/health` | {slipway.Start.TotalMilliseconds:0} ms | | |
    | resident memory: idle, after {Seconds * 2} s of load | {idle:0} MB, {warm:0} MB | | |
    """);
if (args.Contains("--million"))
{
    for (var round = 1; round <= 8; round++)
    {
        var rate = Load.Most(ours, "plain", 10).Rate;
        Console.WriteLine($"{rate * 10:0} more requests: {slipway.Memory:0} MB");
    }
}

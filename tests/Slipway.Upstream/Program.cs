using Slipway.Upstream;

// engine --model PATH --socket PATH … --supervised: stands in for an engine child; other options are ignored.
string? Value(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

var model = Value("--model") ?? "";
if (model.Length > 0 && File.ReadAllText(model).Contains("broken"))
{
    Console.Error.WriteLine($"{model}: magic: expected GGUF");
    return 1;
}

await using var server = await UpstreamServer.StartAsync(Value("--socket"), Value("--url"));
Console.WriteLine("ready");
if (args.Contains("--supervised"))
    await Console.In.ReadToEndAsync();
else
    await Task.Delay(Timeout.Infinite);
return 0;

using System.Text.Json;
using Slipway.Engine.Serving;
using Slipway.Protocol.Client;
using Slipway.Protocol.OpenAi;

namespace Slipway.Bench.Engine;

/// <summary>
/// What following a grammar costs: the engine over a socket, as clients use it, answers of 128 tokens with and without by turns. The
/// first answer of a grammar, which computes its masks, is told apart.
/// </summary>
internal sealed class MaskCost(string model, int threads, int pairs)
{
    private const int Tokens = 128;

    private const string Schema = """
        {"type": "array", "minItems": 60, "items": {"type": "object", "additionalProperties": false, "required": ["name", "age", "tags"],
         "properties": {"name": {"type": "string", "maxLength": 12}, "age": {"type": "integer", "minimum": 0, "maximum": 120},
         "tags": {"type": "array", "items": {"enum": ["a", "b", "c"]}, "maxItems": 3}}}}
        """;

    private static readonly (string Name, CompletionRequest Request)[] Cases =
    [
        ("grammar of words", new() { Prompt = "", Grammar = """root ::= ([a-z]+ [ ,.])+""" }),
        ("json_object", new() { Prompt = "", ResponseFormat = new ResponseFormat("json_object") }),
        ("json_schema", new() { Prompt = "", ResponseFormat = new ResponseFormat("json_schema", new JsonSchemaFormat { Name = "x", Schema = JsonElement.Parse(Schema) }) }),
    ];

    public async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-");
        var socket = Path.Combine(folder.FullName, "engine.sock");
        _ = EngineHost.RunAsync(new EngineOptions { ModelPath = model, Socket = socket, Threads = threads }, progress: null, TimeProvider.System);
        using var client = new EngineClient(EngineAddress.Unix(socket));
        while (!(await client.HealthAsync(CancellationToken.None)).Succeeded)
            await Task.Delay(100);

        Console.WriteLine($"{Machine.Name()}, {threads} threads; {Path.GetFileNameWithoutExtension(model)}. Milliseconds a token, medians of {pairs} alternating pairs.");
        Console.WriteLine();
        Console.WriteLine("| | streams | without | with | cost | first answer |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: |");
        await TimeAsync(client, Plain, 1, 0);
        foreach (var (name, request) in Cases)
        {
            var first = await TimeAsync(client, request, 1, 0);
            foreach (var streams in (int[])[1, 8])
            {
                var (without, with, ratios) = (new List<double>(), new List<double>(), new List<double>());
                await TimeAsync(client, request, streams, 1000);
                for (var pair = 0; pair < pairs; pair++)
                {
                    without.Add(await TimeAsync(client, Plain, streams, pair));
                    with.Add(await TimeAsync(client, request, streams, pair));
                    ratios.Add(with[^1] / without[^1]);
                }
                Console.WriteLine($"| {name} | {streams} | {Median(without):F3} | {Median(with):F3} | {100 * (Median(ratios) - 1):F1} % | {(streams == 1 ? $"{first:F3}" : "")} |");
            }
        }
        folder.Delete(recursive: true);
    }

    private static CompletionRequest Plain => new() { Prompt = "" };

    /// <summary>Milliseconds of a step, the prompt's aside.</summary>
    private static async Task<double> TimeAsync(EngineClient client, CompletionRequest request, int streams, int seed)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, streams).Select(async stream => (await client.CompleteAsync(
            request with { Prompt = "the", MaxTokens = Tokens, IgnoreEos = true, Seed = 100L * seed + stream }, CancellationToken.None)).Value!));
        return answers.Average(answer => answer.Timings!.PredictedMs / (answer.Timings.PredictedN - 1));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

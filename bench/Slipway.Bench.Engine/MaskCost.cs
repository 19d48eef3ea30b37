using System.Text.Json;
using Slipway.Engine.Serving;
using Slipway.Protocol.Client;
using Slipway.Protocol.OpenAi;

namespace Slipway.Bench.Engine;

/// <summary>
/// What following a grammar costs: the engine over a socket, as clients use it, answers of 64 tokens with and without by turns. The
/// first answer of a grammar, which computes its masks, is told apart.
/// </summary>
internal sealed class MaskCost(string model, int threads, int pairs, int streams)
{
    private const int Tokens = 64;

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

        Console.WriteLine($"{Machine.Name()}, {threads} threads; {Path.GetFileNameWithoutExtension(model)}. Milliseconds a token, medians of {pairs} alternating pairs, streams: {streams}; the cost with its quartiles.");
        Console.WriteLine();
        Console.WriteLine("| | without | with | cost | first answer |");
        Console.WriteLine("| --- | --: | --: | --: | --: |");
        await TimeAsync(client, Plain, 0);
        foreach (var (name, request) in Cases)
        {
            var first = await TimeAsync(client, request, 0);
            await TimeAsync(client, request, 1000);
            var (without, with, costs) = (new List<double>(), new List<double>(), new List<double>());
            for (var pair = 0; pair < pairs; pair++)
            {
                // Whoever comes second may find the processor warmer, or slower.
                if (pair % 2 == 0)
                    without.Add(await TimeAsync(client, Plain, pair));
                with.Add(await TimeAsync(client, request, pair));
                if (pair % 2 == 1)
                    without.Add(await TimeAsync(client, Plain, pair));
                costs.Add(100 * (with[^1] / without[^1] - 1));
            }
            Console.WriteLine(
                $"| {name} | {At(without, 0.5):F3} | {At(with, 0.5):F3} | {At(costs, 0.5):F1} % ({At(costs, 0.25):F1} to {At(costs, 0.75):F1}) | {first:F3} |");
        }
        folder.Delete(recursive: true);
    }

    private static CompletionRequest Plain => new() { Prompt = "" };

    /// <summary>Milliseconds of a step, the prompt's aside.</summary>
    private async Task<double> TimeAsync(EngineClient client, CompletionRequest request, int seed)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, streams).Select(async stream => (await client.CompleteAsync(
            request with { Prompt = "the", MaxTokens = Tokens, IgnoreEos = true, Seed = 100L * seed + stream }, CancellationToken.None)).Value!));
        return answers.Average(answer => answer.Timings!.PredictedMs / (answer.Timings.PredictedN - 1));
    }

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));
}

using System.CommandLine;
using Slipway.Engine.Serving;
using Slipway.Models;

namespace Slipway;

/// <summary><c>slipway engine --model FILE --urls http://127.0.0.1:PORT</c></summary>
internal static class EngineCommand
{
    public static Command Create()
    {
        var model = new Option<FileInfo>("--model", "-m") { Description = "The model to serve, a GGUF file or a Hugging Face directory.", Required = true };
        var name = new Option<string?>("--name") { Description = "What clients call the model; the file's name by default." };
        var adapters = new Option<string[]>("--adapter")
        {
            Description = "A LoRA adapter, NAME=PATH (PEFT's directory or a GGUF file); clients choose it as model. May be repeated.",
        };
        adapters.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) <= 0))
                result.AddError($"--adapter '{token.Value}' is not NAME=PATH");
        });
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen at, separated by ';'; http://127.0.0.1:8080 by default." };
        var socket = new Option<FileInfo?>("--socket") { Description = "A Unix socket to listen at, instead or besides." };
        var threads = Number("--threads", "Threads that compute.", Environment.ProcessorCount, least: 1);
        var context = new Option<int?>("--context")
        {
            Description = $"Tokens that one request may use; what the model was made for by default, at most {EngineOptions.DefaultContext}.",
        };
        context.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
                result.AddError("--context must be at least 1");
        });
        var slots = Number("--slots", "Requests that run at once.", 8, least: 1);
        var queue = Number("--queue", "Requests that wait for a slot; one more is refused with 503.", 256, least: 0);
        var chunk = Number("--batch-chunk", "Most tokens that one step computes; smaller lets streams flow while long prompts come in.", 512, least: 1);
        var tokens = Number("--max-tokens", "Tokens generated at most where a request doesn't say how many.", 1024, least: 1);
        var cache = new Option<int?>("--cache-mb") { Description = "Megabytes that keys and values may take; half of the memory by default." };
        var supervised = new Option<bool>("--supervised") { Description = "End when standard input ends: whoever started this is gone." };
        var command = new Command("engine", "Serve one model over OpenAI's API.")
        {
            model, name, adapters, urls, socket, threads, context, slots, queue, chunk, tokens, cache, supervised,
        };
        command.SetAction(async (parsed, _) =>
        {
            var options = new EngineOptions
            {
                ModelPath = parsed.GetValue(model)!.ToString(),
                Name = parsed.GetValue(name),
                Adapters = [.. (parsed.GetValue(adapters) ?? []).Select(text => text.Split('=', 2)).Select(parts => (parts[0], Path.GetFullPath(parts[1])))],
                Socket = parsed.GetValue(socket)?.FullName,
                Urls = Addresses(parsed.GetValue(urls), parsed.GetValue(socket) is not null),
                Threads = parsed.GetValue(threads),
                Context = parsed.GetValue(context),
                Slots = parsed.GetValue(slots),
                QueueLimit = parsed.GetValue(queue),
                BatchChunk = parsed.GetValue(chunk),
                DefaultMaxTokens = parsed.GetValue(tokens),
                CacheBytes = parsed.GetValue(cache) is { } megabytes ? (long)megabytes << 20 : null,
                Supervised = parsed.GetValue(supervised),
            };
            return await EngineHost.RunAsync(options, Progress(), TimeProvider.System);
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int standard, int least)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
                result.AddError($"{name} must be at least {least}");
        });
        return option;
    }

    private static string[] Addresses(string? urls, bool hasSocket) =>
        urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ??
        (hasSocket ? [] : ["http://127.0.0.1:8080"]);

    /// <summary>A line that counts up, on a terminal only.</summary>
    private static IProgress<LoadProgress>? Progress()
    {
        if (Console.IsErrorRedirected)
            return null;
        var shown = -1;
        return new Reported(progress =>
        {
            var percent = progress.Total == 0 ? 100 : (int)(progress.Done * 100 / progress.Total);
            if (Interlocked.Exchange(ref shown, percent) != percent)
                Console.Error.Write(percent == 100 ? "\r\e[K" : $"\rloading {percent} %");
        });
    }

    private sealed class Reported(Action<LoadProgress> report) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => report(value);
    }
}

using System.CommandLine;
using System.Globalization;
using Slipway.Protocol.Client;
using Slipway.Protocol.OpenAi;

namespace Slipway;

/// <summary><c>slipway run FILE "prompt"</c>: a model's answer, streamed to the terminal. Without a prompt it is a conversation.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var model = new Argument<FileInfo>("model") { Description = "The model to run, a GGUF file or a Hugging Face directory." };
        var prompt = new Argument<string?>("prompt")
        {
            Description = "What to say to it. Without one it is read from a pipe or, on a terminal, a conversation begins.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var system = new Option<string?>("--system") { Description = "Instructions that the conversation begins with." };
        var maxTokens = new Option<int?>("--max-tokens") { Description = "Tokens of an answer at most." };
        var temperature = new Option<double?>("--temperature") { Description = "0 always takes the most likely token." };
        var seed = new Option<long?>("--seed") { Description = "The same seed gives the same answer." };
        var raw = new Option<bool>("--raw") { Description = "Continue the prompt as plain text, without the model's chat template." };
        var threads = new Option<int?>("--threads") { Description = "Threads that compute; all processors by default." };
        var context = new Option<int?>("--context") { Description = "Tokens that prompt and answer may use together." };
        var command = new Command("run", "Run a model file in the terminal.") { model, prompt, system, maxTokens, temperature, seed, raw, threads, context };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new RunOptions
            {
                System = parsed.GetValue(system),
                MaxTokens = parsed.GetValue(maxTokens),
                Temperature = parsed.GetValue(temperature),
                Seed = parsed.GetValue(seed),
                Raw = parsed.GetValue(raw),
            };
            await using var engine = ChildEngine.Start(parsed.GetRequiredValue(model).FullName, parsed.GetValue(threads), parsed.GetValue(context));
            if (await engine.ReadyAsync(cancellation) is { } exitCode)
                return exitCode;
            var conversation = new Conversation(engine.Client, options);
            var text = parsed.GetValue(prompt) ?? (Console.IsInputRedirected ? await Console.In.ReadToEndAsync(cancellation) : null);
            return text is not null
                ? await conversation.SayAsync(text, cancellation)
                : await conversation.TalkAsync(cancellation);
        });
        return command;
    }

    private sealed record RunOptions
    {
        public string? System { get; init; }
        public int? MaxTokens { get; init; }
        public double? Temperature { get; init; }
        public long? Seed { get; init; }
        public bool Raw { get; init; }
    }

    private sealed class Conversation(EngineClient client, RunOptions options)
    {
        private readonly List<ChatMessage> _messages = options.System is { } system ? [ChatMessage.System(system)] : [];

        public async Task<int> TalkAsync(CancellationToken cancellation)
        {
            await Console.Error.WriteLineAsync("Type a message; /clear forgets what was said, /bye or Ctrl+D ends.");
            while (true)
            {
                await Console.Error.WriteAsync("> ");
                switch (await Console.In.ReadLineAsync(cancellation))
                {
                    case null or "/bye":
                        return 0;
                    case "/clear":
                        _messages.RemoveAll(message => message.Role != "system");
                        break;
                    case { Length: > 0 } line when await SayAsync(line, cancellation) is not 0 and var exitCode:
                        return exitCode;
                }
            }
        }

        /// <summary>Writes the answer as it comes; thoughts before it, and its speed after it, on standard error.</summary>
        public async Task<int> SayAsync(string text, CancellationToken cancellation)
        {
            _messages.Add(ChatMessage.User(text));
            var answer = new System.Text.StringBuilder();
            Timings? timings = null;
            var failure = options.Raw
                ? await StreamAsync(await client.StreamCompletionAsync(Completion(text), cancellation), chunk =>
                {
                    timings = chunk.Timings ?? timings;
                    return chunk.Choices is [{ } choice, ..] ? choice.Text : null;
                }, answer)
                : await StreamAsync(await client.StreamChatAsync(Chat(), cancellation), chunk =>
                {
                    timings = chunk.Timings ?? timings;
                    if (chunk.Choices is not [{ } choice, ..])
                        return null;
                    if (choice.Delta.ReasoningContent is { } thoughts)
                        Console.Error.Write(Console.IsErrorRedirected ? thoughts : $"\e[2m{thoughts}\e[0m");
                    return choice.Delta.Content;
                }, answer);
            Console.WriteLine();
            if (failure is not null)
            {
                await Console.Error.WriteLineAsync($"slipway run: {failure.Message}");
                return 1;
            }
            _messages.Add(ChatMessage.Assistant(answer.ToString()));
            if (timings is not null)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"\n{timings.PromptN} prompt tokens at {timings.PromptPerSecond:F0}/s, {timings.PredictedN} tokens at {timings.PredictedPerSecond:F1}/s"));
            }
            return 0;
        }

        private ChatCompletionRequest Chat() => new()
        {
            Messages = [.. _messages],
            MaxTokens = options.MaxTokens,
            Temperature = options.Temperature,
            Seed = options.Seed,
        };

        private CompletionRequest Completion(string text) => new()
        {
            Prompt = text,
            MaxTokens = options.MaxTokens,
            Temperature = options.Temperature,
            Seed = options.Seed,
        };

        private static async Task<EngineFailure?> StreamAsync<T>(
            EngineReply<EngineStream<T>> reply, Func<T, string?> textOf, System.Text.StringBuilder answer)
            where T : class
        {
            if (!reply.Succeeded)
                return reply.Failure;
            await using var stream = reply.Value;
            while (await stream.MoveNextAsync())
            {
                if (textOf(stream.Current) is not { Length: > 0 } piece)
                    continue;
                answer.Append(piece);
                Console.Write(piece);
            }
            return stream.Failure;
        }
    }
}

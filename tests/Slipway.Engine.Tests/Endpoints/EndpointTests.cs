using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.Engine.Tests.Fakes;
using Slipway.Protocol.Client;
using Slipway.Protocol.Control;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Tests.Endpoints;

public sealed class EndpointTests : IAsyncLifetime
{
    private LiveEngine _engine = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _engine = LiveEngine.Start();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_completion_says_what_it_used_and_how_long_it_took()
    {
        var reply = await _engine.Client.CompleteAsync(
            new CompletionRequest { Prompt = "hello world", MaxTokens = 8, IgnoreEos = true, Seed = 1 }, Cancellation);
        var completion = reply.Value!;
        Assert.Equal("length", completion.Choices[0].FinishReason);
        Assert.Equal(8, completion.Usage!.CompletionTokens);
        Assert.Equal(completion.Usage.PromptTokens + 8, completion.Usage.TotalTokens);
        Assert.Equal(8, completion.Timings!.PredictedN);
        Assert.Equal(completion.Usage.PromptTokens, completion.Timings.PromptN);
        Assert.True(completion.Timings is { PromptMs: > 0, PredictedMs: > 0, PromptPerSecond: > 0, PredictedPerSecond: > 0 });
    }

    [Fact]
    public async Task A_stream_gives_the_same_text_token_by_token_with_the_usage_so_far()
    {
        var request = new ChatCompletionRequest { Messages = [ChatMessage.User("hi")], MaxTokens = 12, IgnoreEos = true, Seed = 3 };
        var whole = (await _engine.Client.ChatAsync(request, Cancellation)).Value!;
        var opened = await _engine.Client.StreamChatAsync(
            request with { StreamOptions = new StreamOptions(IncludeUsage: true, ContinuousUsageStats: true) }, Cancellation);
        await using var stream = opened.Value!;
        var text = new StringBuilder();
        var usages = new List<int>();
        var finishes = new List<string>();
        while (await stream.MoveNextAsync())
        {
            usages.Add(stream.Current.Usage!.CompletionTokens);
            foreach (var choice in stream.Current.Choices)
            {
                text.Append(choice.Delta.Content);
                if (choice.FinishReason is { } finish)
                    finishes.Add(finish);
            }
        }
        Assert.Null(stream.Failure);
        Assert.Equal(whole.Choices[0].Message.Content, text.ToString());
        Assert.Equal(["length"], finishes);
        Assert.Equal(1 + 12 + 1, usages.Count);
        Assert.Equal(usages.Order(), usages);
        Assert.Equal(12, usages[^1]);
    }

    [Fact]
    public async Task Choices_differ_and_each_is_repeatable()
    {
        var request = new ChatCompletionRequest { Messages = [ChatMessage.User("hi")], MaxTokens = 8, IgnoreEos = true, Seed = 3, N = 3 };
        var first = (await _engine.Client.ChatAsync(request, Cancellation)).Value!;
        var again = (await _engine.Client.ChatAsync(request, Cancellation)).Value!;
        var texts = first.Choices.Select(choice => choice.Message.Content).ToArray();
        Assert.Equal(3, texts.Distinct().Count());
        Assert.Equal(texts, again.Choices.Select(choice => choice.Message.Content));
        Assert.Equal(24, first.Usage!.CompletionTokens);
    }

    [Fact]
    public async Task Echo_without_new_tokens_scores_the_prompt_as_a_continuation_would_be_scored()
    {
        var generated = (await _engine.Client.CompleteAsync(
            new CompletionRequest { Prompt = "hello", MaxTokens = 5, Temperature = 0, Logprobs = 3, IgnoreEos = true }, Cancellation)).Value!;
        var said = generated.Choices[0].Logprobs!;
        var prompt = (await _engine.Client.TokenizeAsync(new TokenizeRequest("hello", AddSpecial: true), Cancellation)).Value!.Tokens;
        // Greedy tokens are the first of their alternatives; their ids come from a scored continuation of tokens.
        Assert.All(said.TopLogprobs, (alternatives, place) => Assert.Equal(said.TokenLogprobs[place]!.Value, alternatives!.Values.Max()));

        var echoed = (await _engine.Client.CompleteAsync(
            new CompletionRequest { Prompt = "hello", MaxTokens = 5, Temperature = 0, Logprobs = 3, IgnoreEos = true, Echo = true }, Cancellation)).Value!;
        var both = echoed.Choices[0].Logprobs!;
        Assert.StartsWith("hello", echoed.Choices[0].Text, StringComparison.Ordinal);
        Assert.Equal(prompt.Count + 5, both.Tokens.Count);
        Assert.Null(both.TokenLogprobs[0]);
        Assert.Null(both.TopLogprobs[0]);
        Assert.Equal(said.TokenLogprobs, both.TokenLogprobs.Skip(prompt.Count));
        Assert.Equal(both.TextOffset.Order(), both.TextOffset);

        var scored = (await _engine.Client.CompleteAsync(
            new CompletionRequest { Prompt = "hello", MaxTokens = 0, Logprobs = 3, Echo = true }, Cancellation)).Value!;
        Assert.Equal("hello", scored.Choices[0].Text);
        Assert.Equal(0, scored.Usage!.CompletionTokens);
        Assert.Equal(both.TokenLogprobs.Take(prompt.Count), scored.Choices[0].Logprobs!.TokenLogprobs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_token_says_where_in_the_text_it_begins_even_within_a_character(bool echo)
    {
        // The bytes of characters are tokens of their own here, and random ones make characters that are none.
        for (var seed = 0; seed < 6; seed++)
        {
            var answer = (await _engine.Client.CompleteAsync(new CompletionRequest
            {
                Prompt = "Grüße, 世界 🌍",
                MaxTokens = 60,
                Seed = seed,
                Logprobs = 0,
                IgnoreEos = true,
                Echo = echo,
            }, Cancellation)).Value!.Choices[0];
            var ids = answer.Logprobs!.Tokens;
            var decoder = new Formats.Tokenizers.TextDecoder(_engine.Model.Tokenizer);
            var offset = 0;
            for (var i = 0; i < ids.Count; i++)
            {
                Assert.Equal(offset, answer.Logprobs.TextOffset[i]);
                offset += decoder.Append(Id(ids[i])).EnumerateRunes().Count();
            }
            Assert.Equal(offset + decoder.Flush().Length, answer.Text.EnumerateRunes().Count());
        }

        int Id(string name) => Enumerable.Range(0, _engine.Model.Vocabulary).First(token => Engine.Answers.TokenText.Name(_engine.Model.Tokenizer, token) == name);
    }

    [Fact]
    public async Task What_a_request_does_not_say_is_as_the_publisher_wants_it()
    {
        await using var greedy = LiveEngine.Start(shape: Slipway.Models.Synthesis.RandomModelShape.Tiny with { General = [("general.sampling.temp", 0f)] });
        async Task<string[]> SayAsync(double? temperature) => [.. (await greedy.Client.CompleteAsync(
            new CompletionRequest { Prompt = "a", MaxTokens = 8, N = 4, Temperature = temperature, IgnoreEos = true }, Cancellation)).Value!.Choices.Select(choice => choice.Text)];
        Assert.Single((await SayAsync(null)).Distinct());
        Assert.Equal(4, (await SayAsync(1)).Distinct().Count());
        var problem = Assert.Throws<Formats.ModelFileException>(() =>
            LiveEngine.Start(shape: Slipway.Models.Synthesis.RandomModelShape.Tiny with { General = [("general.sampling.top_p", 3f)] }));
        Assert.Contains("general.sampling.top_p", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_may_be_many_and_may_be_tokens()
    {
        var tokens = (await _engine.Client.TokenizeAsync(new TokenizeRequest("hello", AddSpecial: true), Cancellation)).Value!.Tokens;
        var request = new CompletionRequest { Prompt = "hello", MaxTokens = 6, Temperature = 0, IgnoreEos = true };
        var one = (await _engine.Client.CompleteAsync(request, Cancellation)).Value!;
        var two = (await _engine.Client.CompleteAsync(
            request with { Prompt = new PromptInput([new Prompt(null, tokens), new Prompt(null, tokens)]), N = 2 }, Cancellation)).Value!;
        Assert.Equal([0, 1, 2, 3], two.Choices.Select(choice => choice.Index));
        Assert.All(two.Choices, choice => Assert.Equal(one.Choices[0].Text, choice.Text));
        Assert.Equal(2 * tokens.Count, two.Usage!.PromptTokens);
    }

    [Fact]
    public async Task A_known_prefix_is_reported_and_only_within_its_salt()
    {
        var prompt = string.Concat(Enumerable.Repeat("some words that come again ", 20));
        int? Cached(Completion? completion) => completion?.Usage?.PromptTokensDetails?.CachedTokens;
        var request = new CompletionRequest { Prompt = prompt, MaxTokens = 4, Temperature = 0, CacheSalt = "a" };
        var first = (await _engine.Client.CompleteAsync(request, Cancellation)).Value;
        var again = (await _engine.Client.CompleteAsync(request, Cancellation)).Value;
        var other = (await _engine.Client.CompleteAsync(request with { CacheSalt = "b" }, Cancellation)).Value;
        Assert.Equal(0, Cached(first));
        Assert.True(Cached(again) > 100);
        Assert.Equal(0, Cached(other));
        Assert.Equal(first!.Choices[0].Text, again!.Choices[0].Text);
    }

    [Theory]
    [InlineData("/v1/completions", """{"prompt": "a", "suffix": "b", "best_of": 2, "temperature": -1}""", "temperature suffix best_of")]
    [InlineData("/v1/completions", """{"prompt": "a", "logit_bias": {"x": 1, "1": 1000}, "top_p": 0, "n": 0}""", "logit_bias.x logit_bias.1 top_p n")]
    [InlineData("/v1/completions", """{"prompt": [], "stop": ["", "a"], "min_p": 2}""", "prompt stop min_p")]
    [InlineData("/v1/completions", """{"prompt": [1, 99999]}""", "prompt")]
    [InlineData("/v1/completions", """{"prompt": "a", "logprobs": 30, "max_tokens": -1, "stream_options": {}}""", "logprobs max_tokens stream_options")]
    [InlineData("/v1/chat/completions", """{"messages": [], "guided_json": {}, "functions": []}""", "messages guided_json functions")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "king", "content": "a"}], "top_logprobs": 2}""", "messages[0].role top_logprobs")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]}""", "messages[0].content[0].type")]
    [InlineData("/v1/chat/completions", """{"max_tokens": "many", "messages": 5}""", "max_tokens messages")]
    [InlineData("/v1/chat/completions", """{"max_tokens": "many", "messages": [{"role": 5}], "temperature": -1, "tool_choice": "required", "n": "x"}""", "max_tokens messages[0].role temperature tool_choice n")]
    [InlineData("/v1/completions", """{"temperature": "hot", "top_p": 2, "suffix": "a"}""", "prompt temperature top_p suffix")]
    [InlineData("/v1/embeddings", """{"dimensions": 3, "encoding_format": 5}""", "input dimensions encoding_format")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "a"}], "tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": "required"}""", "tools")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "a"}], "tools": [{"type": "function", "function": {"name": "f g", "parameters": []}}, {"type": "fun", "function": {"name": "f"}}], "tool_choice": {"type": "function", "function": {"name": "g"}}}""", "tools[0].function.name tools[0].function.parameters tools[1].type tool_choice.function.name")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "assistant", "tool_calls": [{"function": {}}]}], "tool_choice": "required", "documents": [1]}""", "messages[0].tool_calls[0].function.name tool_choice documents")]
    [InlineData("/v1/embeddings", """{"input": [], "encoding_format": "hex", "dimensions": 3}""", "input encoding_format dimensions")]
    public async Task A_bad_request_hears_of_every_bad_field(string path, string body, string fields)
    {
        using var response = await _engine.Http.PostAsync(path, new StringContent(body), Cancellation);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("error");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(("invalid_request", 400), (error.GetProperty("code").GetString(), error.GetProperty("status").GetInt32()));
        foreach (var field in fields.Split(' '))
            Assert.Contains(field + ":", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(error.GetProperty("param").GetString()!, fields, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_the_context_is_refused_with_the_numbers()
    {
        await using var small = LiveEngine.Start(options => options with { Context = 32, DefaultMaxTokens = 20 });
        var tokens = Enumerable.Repeat(7, 20).ToArray();
        var (status, body) = await small.PostAsync("v1/completions", new { prompt = tokens, max_tokens = 13 });
        Assert.Equal(400, status);
        Assert.Contains("20 tokens and max_tokens is 13", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("32 tokens", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        (status, _) = await small.PostAsync("v1/completions", new { prompt = Enumerable.Repeat(7, 33), max_tokens = 0 });
        Assert.Equal(400, status);
        (status, _) = await small.PostAsync("v1/completions", new { prompt = Enumerable.Repeat(7, 32) });
        Assert.Equal(400, status);

        // What was not sent is what the context leaves.
        (status, body) = await small.PostAsync("v1/completions", new { prompt = tokens, ignore_eos = true });
        Assert.Equal((200, 12), (status, body.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
        (status, body) = await small.PostAsync("v1/completions", new { prompt = new[] { 7 }, ignore_eos = true });
        Assert.Equal((200, 20), (status, body.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
    }

    [Fact]
    public async Task A_full_queue_is_503_and_says_when_to_come_again()
    {
        await using var small = LiveEngine.Start(options => options with { Slots = 1, QueueLimit = 0 });
        var opened = await small.Client.StreamCompletionAsync(new CompletionRequest { Prompt = "a", MaxTokens = 2000, IgnoreEos = true }, Cancellation);
        await using (var stream = opened.Value!)
        {
            Assert.True(await stream.MoveNextAsync());
            var refused = await small.Client.CompleteAsync(new CompletionRequest { Prompt = "a" }, Cancellation);
            Assert.Equal((503, "unavailable"), (refused.Failure?.Status, refused.Failure?.Error?.Code));
            Assert.NotNull(refused.Failure?.RetryAfter);
        }
        await small.AssertNothingLeftAsync();
        Assert.True((await small.Client.CompleteAsync(new CompletionRequest { Prompt = "a", MaxTokens = 1 }, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Whoever_hangs_up_leaves_nothing_behind()
    {
        for (var i = 0; i < 20; i++)
        {
            using var left = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var opened = await _engine.Client.StreamChatAsync(
                new ChatCompletionRequest { Messages = [ChatMessage.User($"{i}")], MaxTokens = 2000, IgnoreEos = true, N = 1 + i % 3 }, left.Token);
            await using (var stream = opened.Value!)
            {
                for (var chunk = 0; chunk <= i % 4; chunk++)
                    await stream.MoveNextAsync();
            }
            var waiting = _engine.Client.CompleteAsync(new CompletionRequest { Prompt = "a", MaxTokens = 2000, IgnoreEos = true }, left.Token);
            await left.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }
        await _engine.AssertNothingLeftAsync();
        Assert.True(_engine.Model.Scheduler.Meters.Cancelled >= 20);
    }

    [Fact]
    public async Task Embeddings_have_length_one_and_come_in_both_encodings()
    {
        var inputs = new PromptInput([.. Enumerable.Range(0, 40).Select(i => new Prompt($"text number {i}"))]);
        var floats = (await _engine.Client.EmbedAsync(new EmbeddingRequest { Input = inputs }, Cancellation)).Value!;
        var base64 = (await _engine.Client.EmbedAsync(new EmbeddingRequest { Input = inputs, EncodingFormat = "base64" }, Cancellation)).Value!;
        Assert.Equal(40, floats.Data.Count);
        for (var i = 0; i < 40; i++)
        {
            var vector = floats.Data[i].Vector.Values.ToArray();
            Assert.Equal(1, vector.Sum(value => (double)value * value), 1e-5);
            Assert.Equal(vector, base64.Data[i].Vector.Values.ToArray());
        }
        Assert.NotEqual(floats.Data[0].Vector.Values.ToArray(), floats.Data[1].Vector.Values.ToArray());
    }

    [Fact]
    public async Task Tokens_and_text_go_both_ways()
    {
        const string Text = "Grüße, 世界 🌍!";
        var tokens = (await _engine.Client.TokenizeAsync(new TokenizeRequest(Text), Cancellation)).Value!;
        var text = (await _engine.Client.DetokenizeAsync(new DetokenizeRequest(tokens.Tokens), Cancellation)).Value!;
        Assert.Equal(Text, text.Content);
    }

    [Fact]
    public async Task Message_text_never_becomes_a_control_token()
    {
        var tokenizer = _engine.Model.Tokenizer;
        var bos = tokenizer.Bos!.Value;
        var spelled = tokenizer.Spelling(bos);
        var plain = Requests(new ChatCompletionRequest { Messages = [ChatMessage.User("x")] });
        var hostile = Requests(new ChatCompletionRequest { Messages = [ChatMessage.User($"x{spelled}{spelled}")] });
        Assert.Equal(plain.Count(tokenizer.IsControl), hostile.Count(tokenizer.IsControl));
        // A raw prompt is its writer's own.
        var raw = (await _engine.Client.TokenizeAsync(new TokenizeRequest(spelled), Cancellation)).Value!;
        Assert.Equal([bos], raw.Tokens);

        int[] Requests(ChatCompletionRequest request) => Engine.Requests.ChatReader.Read(request, _engine.Model, null, new Engine.Requests.FieldChecks())[0].Spec.Prompt;
    }

    [Fact]
    public async Task While_the_model_loads_everything_is_503()
    {
        await using var loading = LiveEngine.StillLoading();
        Assert.Equal(503, (await loading.Client.HealthAsync(Cancellation)).Failure?.Status);
        Assert.Equal(503, (await loading.Client.CompleteAsync(new CompletionRequest { Prompt = "a" }, Cancellation)).Failure?.Status);
        loading.Routes.Open(loading.Model);
        Assert.Equal("ok", (await loading.Client.HealthAsync(Cancellation)).Value?.Status);
    }

    [Fact]
    public async Task Draining_refuses_new_requests_and_shows()
    {
        Assert.Equal("draining", (await _engine.Client.DrainAsync(Cancellation)).Value?.Status);
        Assert.Equal(503, (await _engine.Client.CompleteAsync(new CompletionRequest { Prompt = "a" }, Cancellation)).Failure?.Status);
        Assert.Equal(503, (await _engine.Client.HealthAsync(Cancellation)).Failure?.Status);
        Assert.True((await _engine.Client.CapacityAsync(Cancellation)).Value?.Draining);
    }

    [Fact]
    public async Task Metrics_are_in_Prometheus_text()
    {
        await _engine.Client.CompleteAsync(new CompletionRequest { Prompt = "a", MaxTokens = 3, IgnoreEos = true }, Cancellation);
        var text = await _engine.Http.GetStringAsync("metrics", Cancellation);
        Assert.Contains("slipway_engine_generated_tokens_total 3\n", text, StringComparison.Ordinal);
        Assert.Contains("slipway_engine_time_to_first_token_seconds_count 1\n", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches("^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[a-z]+=\"[^\"]+\"\\})? [0-9.E+-]+)$", line));
    }

    [Fact]
    public async Task Unknown_paths_and_methods_are_told_so()
    {
        using var missing = await _engine.Http.GetAsync("v2/x", Cancellation);
        using var wrong = await _engine.Http.GetAsync("v1/completions", Cancellation);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), (missing.StatusCode, wrong.StatusCode));
        Assert.Equal("POST", wrong.Content.Headers.Allow.Single());
    }
}

using System.Text.Json;
using Slipway.Formats;
using Slipway.Formats.Datasets;
using Slipway.Formats.Templates;
using Slipway.Formats.Tokenizers;

namespace Slipway.Training.Data;

/// <summary>
/// Examples as tokens, rendered by the model's chat template just as the engine will render what it is asked. The assistant's words and the token
/// that ends them are learned, everything else is only read.
/// </summary>
public sealed class ExampleEncoder(Tokenizer tokenizer, ChatTemplate template)
{
    /// <summary>For a model file: its own tokenizer, and its template or that of its family.</summary>
    public static ExampleEncoder For(ModelFile file)
    {
        var tokenizer = GgufTokenizer.Load(file.Metadata);
        const string key = "tokenizer.chat_template";
        return new ExampleEncoder(tokenizer, file.Metadata.Has(key) ? ChatTemplate.Parse(file.Metadata.Text(key)) : ChatTemplate.Default(tokenizer));
    }

    public TrainingExample Encode(Example example)
    {
        var whole = new List<int>();
        var learned = new List<bool>();
        for (var i = 0; i < example.Turns.Count; i++)
        {
            if (example.Turns[i].Role != "assistant")
                continue;
            var asked = Tokens(example.Turns, i, opensAnswer: true);
            var answered = Tokens(example.Turns, i + 1, opensAnswer: false);
            var begin = answered.Zip(asked).TakeWhile(pair => pair.First == pair.Second).Count();
            // What a template writes behind the end of an answer is nothing that a model should learn to say.
            var end = answered.FindLastIndex(tokenizer.EndOfGeneration.Contains) is var last && last >= begin ? last + 1 : answered.Count;
            var same = whole.Zip(answered).TakeWhile(pair => pair.First == pair.Second).Count();
            learned.RemoveRange(Math.Min(same, learned.Count), Math.Max(0, learned.Count - same));
            for (var t = learned.Count; t < answered.Count; t++)
                learned.Add(t >= begin && t < end);
            whole = answered;
        }
        return new TrainingExample([.. whole], [.. learned]);
    }

    /// <summary>What a model is asked with: the turns, and the opening of its answer.</summary>
    public List<int> Prompt(IReadOnlyList<Turn> turns) => Tokens(turns, turns.Count, opensAnswer: true);

    /// <summary>A prompt and its continuation without a template, as plain completions are asked for.</summary>
    public TrainingExample EncodePlain(string prompt, string completion)
    {
        var tokens = new List<int>();
        if (tokenizer is { AddsBos: true, Bos: { } bos })
            tokens.Add(bos);
        tokens.AddRange(tokenizer.Encode(prompt, parseSpecial: false));
        var begin = tokens.Count;
        tokens.AddRange(tokenizer.Encode(completion, parseSpecial: false));
        if (tokenizer.Eos is { } eos)
            tokens.Add(eos);
        return new TrainingExample([.. tokens], [.. Enumerable.Range(0, tokens.Count).Select(t => t >= begin)]);
    }

    private List<int> Tokens(IReadOnlyList<Turn> turns, int count, bool opensAnswer)
    {
        var input = new ChatInput
        {
            Messages = Json(turns.Take(count)),
            AddGenerationPrompt = opensAnswer,
            BosToken = tokenizer.Bos is { } bos ? tokenizer.Spelling(bos) : "",
            EosToken = tokenizer.Eos is { } eos ? tokenizer.Spelling(eos) : "",
        };
        var tokens = new List<int>();
        tokenizer.Encode(template.Render(input), tokens);
        return tokens;
    }

    private static JsonElement Json(IEnumerable<Turn> turns)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var turn in turns)
            {
                writer.WriteStartObject();
                writer.WriteString("role", turn.Role);
                writer.WriteString("content", turn.Content);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }
}

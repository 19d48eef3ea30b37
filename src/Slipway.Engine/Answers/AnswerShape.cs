using System.Text.Json;
using Slipway.Engine.Scheduling;
using Slipway.Engine.Serving;
using Slipway.Formats.Tokenizers;

namespace Slipway.Engine.Answers;

/// <summary>What tells chat completions and completions apart on the wire.</summary>
internal abstract class AnswerShape(ServedModel model, string modelName)
{
    private readonly string _suffix = Guid.NewGuid().ToString("N");
    private readonly long _created = model.Time.GetUtcNow().ToUnixTimeSeconds();

    public TimeProvider Time => model.Time;

    protected Tokenizer Tokenizer => model.Tokenizer;

    protected abstract string IdPrefix { get; }

    protected abstract string ObjectOf(bool chunk);

    /// <summary>Writes the fields that stand before the choices.</summary>
    public void WriteHead(Utf8JsonWriter json, bool chunk)
    {
        json.WriteString("id", IdPrefix + _suffix);
        json.WriteString("object", ObjectOf(chunk));
        json.WriteNumber("created", _created);
        json.WriteString("model", modelName);
    }

    /// <summary>Whether a choice of a stream begins with a chunk that only says whose words follow.</summary>
    public virtual bool HasOpening => false;

    /// <summary>Writes one choice as an object: what it said since it was last written, or all.</summary>
    public void WriteChoice(Utf8JsonWriter json, Choice choice, bool chunk)
    {
        json.WriteStartObject();
        json.WriteNumber("index", choice.Index);
        WriteContent(json, choice, chunk);
        if (choice.Finish == FinishReason.None)
            json.WriteNull("finish_reason");
        else
            json.WriteString("finish_reason", FinishName(choice));
        json.WriteEndObject();
        choice.Written();
    }

    protected abstract void WriteContent(Utf8JsonWriter json, Choice choice, bool chunk);

    protected virtual string FinishName(Choice choice) => choice.Finish == FinishReason.Length ? "length" : "stop";
}

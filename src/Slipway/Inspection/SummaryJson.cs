using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Formats.Inspection;

namespace Slipway.Inspection;

/// <summary>A model's summary for programs.</summary>
internal static class SummaryJson
{
    private const int WholeArray = 32;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for a terminal or a program, not for a web page
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Write(ModelSummary summary, string? obstacle, bool tensors, Stream output)
    {
        JsonSerializer.Serialize(output, new
        {
            summary.Path,
            summary.Format,
            summary.Name,
            summary.Kind,
            summary.Architecture,
            summary.Parameters,
            summary.Bytes,
            summary.BitsPerWeight,
            summary.ContextLength,
            summary.CacheBytesPerToken,
            summary.Layers,
            summary.Width,
            summary.FeedForwardWidth,
            summary.Heads,
            summary.KvHeads,
            summary.HeadDim,
            summary.Experts,
            summary.ExpertsUsed,
            summary.Vocabulary,
            summary.Tokenizer,
            summary.HasChatTemplate,
            RunsHere = obstacle is null ? (bool?)null : obstacle.Length == 0,
            Obstacle = obstacle is "" ? null : obstacle,
            Types = summary.Types.Select(share => new { Type = $"{share.Type}", share.Tensors, share.Parameters, share.Bytes }),
            Metadata = summary.Metadata.Values.ToDictionary(pair => pair.Key, pair => Shortened(pair.Value)),
            Tensors = tensors ? summary.Tensors.Select(tensor => new { tensor.Name, Type = $"{tensor.Type}", tensor.Shape, Bytes = tensor.ByteLength }) : null,
        }, Options);
        output.WriteByte((byte)'\n');
    }

    private static object Shortened(object value) => value is Array { Length: > WholeArray } array
        ? new { Count = array.Length, First = array.Cast<object>().Take(WholeArray) }
        : value;
}

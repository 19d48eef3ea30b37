using System.Buffers;
using System.Text.Json;
using Slipway.Platform.Deployments;

namespace Slipway.Platform.Generation.Relays;

/// <summary>
/// The bytes for the engine: the caller's own, with the model's name there in place of ours, and with usage asked for in
/// streams, so that they can be metered. Nothing is parsed and written anew.
/// </summary>
internal static class RequestEdit
{
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> body, RequestOutline outline, ReplicaEndpoint endpoint)
    {
        var edits = new List<(Range Place, byte[] Text)>(2);
        if (endpoint.UpstreamModel is { } model && model != outline.Model)
            edits.Add(Value(outline, outline.ModelBytes, "model"u8, JsonSerializer.SerializeToUtf8Bytes(model, StringJson.Default.String)));
        if (outline.Stream)
        {
            var options = endpoint.Dialect is EngineDialect.Slipway or EngineDialect.Vllm
                ? "{\"include_usage\":true,\"continuous_usage_stats\":true}"u8
                : "{\"include_usage\":true}"u8;
            edits.Add(Value(outline, outline.StreamOptionsBytes, "stream_options"u8, options));
        }

        if (edits.Count == 0)
            return body;
        edits.Sort((a, b) => a.Place.Start.Value.CompareTo(b.Place.Start.Value));
        var result = new ArrayBufferWriter<byte>(body.Length + edits.Sum(edit => edit.Text.Length));
        var copied = 0;
        foreach (var (place, text) in edits)
        {
            result.Write(body.Span[copied..place.Start.Value]);
            result.Write(text);
            copied = place.End.Value;
        }

        result.Write(body.Span[copied..]);
        return result.WrittenMemory;
    }

    /// <summary>Replaces a member's value, or puts the member first where there is none.</summary>
    private static (Range, byte[]) Value(RequestOutline outline, Range place, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (place.End.Value > 0)
            return (place, value.ToArray());
        byte[] member = [(byte)'"', .. name, (byte)'"', (byte)':', .. value, .. outline.IsEmpty ? ""u8 : ","u8];
        return (outline.Start..outline.Start, member);
    }
}

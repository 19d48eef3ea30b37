using System.Buffers;

namespace Slipway.Platform.Generation.Relays;

/// <summary>
/// Passes whole events of OpenAI's stream on as they are. Usage that the caller did not ask for is cut out again: a quote inside a
/// JSON string is always escaped, so the bytes <c>,"usage":</c> stand in an event only where they are a member's name.
/// </summary>
internal sealed class EventFilter(RequestOutline outline, RelayTally tally)
{
    private const int LargestEvent = 16 * 1024 * 1024;

    /// <summary>The end mark came, so the stream was whole.</summary>
    public bool SawEnd { get; private set; }

    /// <summary>The engine reported a failure inside the stream.</summary>
    public bool SawError { get; private set; }

    /// <summary>Writes what <paramref name="input"/> holds of whole events, and returns how many bytes it took.</summary>
    public int Pass(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var taken = 0;
        while (FindEnd(input[taken..]) is var length and > 0)
        {
            PassEvent(input.Slice(taken, length), output);
            taken += length;
        }

        return taken == 0 && input.Length > LargestEvent ? throw new InvalidDataException("an event of the stream is too large") : taken;
    }

    /// <summary>The length of the first event with the empty line that ends it; 0 where there is none yet.</summary>
    private static int FindEnd(ReadOnlySpan<byte> input)
    {
        for (var from = 0; from < input.Length;)
        {
            var line = input[from..].IndexOf((byte)'\n');
            if (line < 0)
                return 0;
            var next = from + line + 1;
            if (next < input.Length && input[next] == '\n')
                return next + 1;
            if (next + 1 < input.Length && input[next] == '\r' && input[next + 1] == '\n')
                return next + 2;
            from = next;
        }

        return 0;
    }

    private void PassEvent(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (text.StartsWith("data: [DONE]"u8) || text.StartsWith("data:[DONE]"u8))
        {
            SawEnd = true;
            output.Write(text);
            return;
        }

        SawError |= text.StartsWith("data: {\"error\""u8) || text.StartsWith("data:{\"error\""u8);
        if (text.IndexOf("\"choices\":[]"u8) >= 0)
        {
            FindUsage(text, out var value);
            if (value.Length > 0)
                tally.NoteUsage(value);
            if (outline.WantsUsage || value.Length == 0)
                output.Write(text);
            return;
        }

        if (HasText(text))
            tally.NotePiece();
        var member = FindUsage(text, out var usage);
        if (usage.Length > 0)
            tally.NoteUsage(usage);
        if (member == default || outline.WantsContinuousUsage)
        {
            output.Write(text);
            return;
        }

        output.Write(text[..member.Start]);
        output.Write(text[member.End..]);
    }

    /// <summary>Where the member <c>,"usage":…</c> stands, and its value if that is an object.</summary>
    private static (int Start, int End) FindUsage(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> usage)
    {
        usage = default;
        var name = ",\"usage\":"u8;
        var start = text.LastIndexOf(name);
        if (start < 0)
            return default;
        var value = text[(start + name.Length)..].TrimStart((byte)' ');
        var from = text.Length - value.Length;
        if (value.StartsWith("null"u8))
            return (start, from + 4);
        if (value.Length == 0 || value[0] != '{')
            return default;
        // Usage holds numbers and objects of numbers; no string in it could hide a bracket.
        var depth = 0;
        for (var i = 0; i < value.Length; i++)
        {
            depth += value[i] switch { (byte)'{' => 1, (byte)'}' => -1, _ => 0 };
            if (depth == 0)
            {
                usage = value[..(i + 1)];
                return (start, from + i + 1);
            }
        }

        return default;
    }

    private static bool HasText(ReadOnlySpan<byte> text)
    {
        return After(text, "\"content\":"u8) || After(text, "\"reasoning_content\":"u8) || After(text, "\"text\":"u8) || text.IndexOf("\"tool_calls\":["u8) >= 0;

        static bool After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
        {
            var at = text.IndexOf(name);
            if (at < 0)
                return false;
            var value = text[(at + name.Length)..].TrimStart((byte)' ');
            return value.StartsWith("\""u8) && !value.StartsWith("\"\""u8);
        }
    }
}

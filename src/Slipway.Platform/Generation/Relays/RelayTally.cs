using System.Text.Json;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Platform.Generation.Relays;

/// <summary>Counts what passes: the last usage that the engine told, else the pieces of text.</summary>
internal sealed class RelayTally(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private byte[] _usage = [];
    private int _usageLength;
    private int _pieces;

    /// <summary>What went out to the caller.</summary>
    public long BytesOut { get; set; }

    public TimeSpan FirstToken { get; private set; }

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    public void NoteUsage(ReadOnlySpan<byte> usage)
    {
        if (usage.Length > _usage.Length)
            _usage = new byte[usage.Length * 2];
        usage.CopyTo(_usage);
        _usageLength = usage.Length;
    }

    public void NotePiece()
    {
        if (_pieces++ == 0)
            FirstToken = Elapsed;
    }

    /// <summary>The tokens, and whether they are an estimate.</summary>
    public (Usage Usage, bool Estimated) Count(int requestBytes)
    {
        if (_usageLength > 0)
        {
            try
            {
                if (JsonSerializer.Deserialize(_usage.AsSpan(0, _usageLength), WireJson.Default.Usage) is { } usage)
                    return (usage, false);
            }
            catch (JsonException)
            {
                // It said something that is no usage: as good as nothing.
            }
        }

        return (new Usage { PromptTokens = (requestBytes + 3) / 4, CompletionTokens = _pieces }, true);
    }
}

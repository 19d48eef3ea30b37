using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Slipway.Formats.HuggingFace;

/// <summary>Reads and writes the JSON files of a model directory.</summary>
public static class JsonFile
{
    // The largest published tokenizer.json files take some 35 MB.
    private const long MaxBytes = 256 << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128, AllowDuplicateProperties = false };

    /// <summary>The object that the file holds. All of its texts are Unicode, so getting one cannot fail.</summary>
    public static JsonElement Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length is > MaxBytes and var length)
                throw new ModelFileException(path, "file", $"{length} bytes; at most {MaxBytes} are read");
            var utf8 = File.ReadAllBytes(path);
            var json = JsonElement.Parse(utf8, Options);
            if (!Utf8.IsValid(utf8) || HasHalfPair(utf8))
                throw new ModelFileException(path, "file", "holds a text that is not Unicode");
            return json.ValueKind == JsonValueKind.Object
                ? json
                : throw new ModelFileException(path, "file", $"expected a JSON object, found {json.ValueKind}");
        }
        catch (JsonException problem)
        {
            throw new ModelFileException(path, "file", $"is not JSON: {problem.Message}", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, "file", $"cannot be read: {problem.Message}", problem);
        }
    }

    public static void Write(string path, JsonNode json) => WholeFile.Write(path, output =>
    {
        // Spellings are read by people too: letters of all scripts stand as they are.
        using var writer = new Utf8JsonWriter(output, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteTo(writer);
    });

    // Whether an escape like \ud800 stands without its other half, which no .NET string may be made of.
    private static bool HasHalfPair(ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf((byte)'\\')) >= 0; json = json[(at + 2)..])
        {
            if (Surrogate(json, at) is not { } first)
                continue;
            if (!char.IsHighSurrogate(first) || Surrogate(json, at + 6) is not { } second || !char.IsLowSurrogate(second))
                return true;
            at += 10;
        }
        return false;
    }

    private static char? Surrogate(ReadOnlySpan<byte> json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
        && char.IsSurrogate((char)code)
            ? (char)code
            : null;
}

using System.Collections;
using System.Globalization;

namespace Slipway.Formats.Tokenizers.Normalizing;

/// <summary>
/// What Unicode (version 15) says of canonical equivalence, from <c>canonical.txt</c>: characters with their parts, a ! before those that
/// are never composed again; and for each combining class, behind an @, its characters. .NET knows it only where ICU is installed, and
/// Slipway runs without. Hangul follows from arithmetic.
/// </summary>
internal sealed class CanonicalTable
{
    // Beyond, no character has parts or a class, except for a few marks of notation in planes that this covers as well.
    private const int End = 0x30000;

    private readonly Dictionary<int, (int First, int Second)> _parts = [];
    private readonly Dictionary<(int First, int Second), int> _composed = [];
    private readonly Dictionary<int, byte> _classes = [];
    private readonly BitArray _changeable = new(End);

    private CanonicalTable()
    {
        using var resource = typeof(CanonicalTable).Assembly.GetManifestResourceStream("canonical.txt")!;
        using var reader = new StreamReader(resource);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('@'))
                ReadClass(line[1..].Split(' '));
            else
                Array.ForEach(line.Split(", "), ReadParts);
        }

        for (var jamo = 0x1100; jamo < 0x1200; jamo++)
            _changeable[jamo] = true;
    }

    public static CanonicalTable Instance { get; } = new();

    /// <summary>
    /// Whether a character may look different in normal form C: it has another form, or combines with what stands before it.
    /// </summary>
    public bool MayChange(int character) => character < End && _changeable[character];

    public byte Class(int character) => _classes.GetValueOrDefault(character);

    /// <summary>The parts of a character that has some; the second is 0 where there is only one.</summary>
    public bool TryGetParts(int character, out (int First, int Second) parts) => _parts.TryGetValue(character, out parts);

    /// <summary>The character that two compose into.</summary>
    public bool TryCompose(int first, int second, out int composed) => _composed.TryGetValue((first, second), out composed);

    private void ReadParts(string item)
    {
        var codes = item.TrimStart('!').Split(' ').Select(Code).ToArray();
        var parts = (codes[1], codes.Length > 2 ? codes[2] : 0);
        _parts[codes[0]] = parts;
        if (!item.StartsWith('!'))
        {
            _composed[parts] = codes[0];
            _changeable[codes[2]] = true;
        }
        else
        {
            _changeable[codes[0]] = true;
        }
    }

    private void ReadClass(string[] items)
    {
        foreach (var range in items.Skip(1).Select(item => item.Split('-')))
        {
            for (var character = Code(range[0]); character <= Code(range[^1]); character++)
            {
                _classes[character] = byte.Parse(items[0], CultureInfo.InvariantCulture);
                _changeable[character] = true;
            }
        }
    }

    private static int Code(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

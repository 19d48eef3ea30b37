using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Slipway.Formats.Datasets;

/// <summary>Reads a dataset once and says what is in it and what is wrong with it. Memory grows by a few bytes an example.</summary>
public sealed class DatasetInspector
{
    public const int MostErrors = 20;
    public const int MostNames = 1000;

    private static readonly string[] DateFields = ["created_at", "updated_at", "closed_at", "date"];

    private readonly Dictionary<ExampleShape, long> _shapes = [];
    private readonly Dictionary<string, long> _splits = [];
    private readonly SortedSet<string> _repositories = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _issueTypes = new(StringComparer.Ordinal);
    private readonly HashSet<UInt128> _seen = [];
    private readonly Dictionary<UInt128, string> _questions = [];
    private readonly List<DatasetError> _errors = [];
    private DateOnly? _first;
    private DateOnly? _last;
    private long _examples;
    private long _duplicates;
    private long _leaks;
    private long _characters;
    private long _errorCount;

    private DatasetInspector()
    {
    }

    public static DatasetReport Inspect(Stream file, DatasetFormat format, DatasetLimits limits, CancellationToken cancellation = default)
    {
        var inspector = new DatasetInspector();
        try
        {
            foreach (var record in DatasetReader.Read(file, format, limits))
            {
                cancellation.ThrowIfCancellationRequested();
                inspector.Add(record);
            }
        }
        catch (DatasetException end)
        {
            inspector.Add(new DatasetError(end.Line, end.Message));
        }
        if (inspector._examples == 0 && inspector._errorCount == 0)
            inspector.Add(new DatasetError(1, "the dataset holds no records"));
        return inspector.Report();
    }

    private void Add(DatasetRecord record)
    {
        var error = record.Error;
        if (error is not null || ExampleReader.Read(record.Value, out error) is not { } example)
        {
            Add(new DatasetError(record.Line, error!));
            return;
        }
        _examples++;
        Count(_shapes, example.Shape);
        foreach (var turn in example.Turns)
            _characters += turn.Content.Length;
        Compare(example);
        Describe(record.Value);
    }

    private void Add(DatasetError error)
    {
        _errorCount++;
        if (_errors.Count < MostErrors)
            _errors.Add(error);
    }

    private void Compare(Example example)
    {
        var split = example.Split ?? "";
        if (example.Split is not null)
            Count(_splits, split);
        if (!_seen.Add(Hash(example.Turns)))
            _duplicates++;
        var question = Hash(example.Turns.Take(example.Turns.Count - 1));
        if (!_questions.TryAdd(question, split) && _questions[question] != split)
            _leaks++;
    }

    private void Describe(JsonElement record)
    {
        Name(record, "repository", _repositories);
        Name(record, "issue_type", _issueTypes);
        foreach (var field in DateFields)
        {
            if (!record.TryGetProperty(field, out var value) || value.ValueKind != JsonValueKind.String ||
                !DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                continue;
            var day = DateOnly.FromDateTime(time.UtcDateTime);
            _first = _first is null || day < _first ? day : _first;
            _last = _last is null || day > _last ? day : _last;
        }
    }

    private static void Name(JsonElement record, string field, SortedSet<string> names)
    {
        if (names.Count < MostNames && record.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String)
            names.Add(value.GetString()!);
    }

    private static UInt128 Hash(IEnumerable<Turn> turns)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var turn in turns)
        {
            hash.AppendData(MemoryMarshal.AsBytes(turn.Role.AsSpan()));
            hash.AppendData([0]);
            hash.AppendData(MemoryMarshal.AsBytes(turn.Content.AsSpan()));
            hash.AppendData([1]);
        }
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }

    private static void Count<TKey>(Dictionary<TKey, long> counts, TKey key) where TKey : notnull =>
        CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;

    private DatasetReport Report() => new()
    {
        Examples = _examples,
        Shapes = _shapes,
        Duplicates = _duplicates,
        Leaks = _leaks,
        Splits = _splits,
        Characters = _characters,
        Repositories = [.. _repositories],
        IssueTypes = [.. _issueTypes],
        Dates = _first is { } first && _last is { } last ? (first, last) : null,
        ErrorCount = _errorCount,
        Errors = _errors,
    };
}

using System.Text.Json.Serialization;

namespace Slipway.Storage.Backups;

/// <summary>What a backup says of itself, before everything else.</summary>
/// <param name="Format">Of the archive.</param>
/// <param name="CreatedAt">ISO 8601, UTC.</param>
/// <param name="Migrations">Those that had made the schema which the tables have.</param>
public sealed record BackupManifest(int Format, string CreatedAt, IReadOnlyList<long> Migrations, IReadOnlyList<BackupTable> Tables)
{
    public const int CurrentFormat = 1;
}

/// <param name="Rows">How many there are; one line of JSON each.</param>
public sealed record BackupTable(string Name, IReadOnlyList<BackupColumn> Columns, long Rows);

/// <param name="Type"><c>bigint</c>, <c>double precision</c> or <c>text</c>.</param>
public sealed record BackupColumn(string Name, string Type);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;

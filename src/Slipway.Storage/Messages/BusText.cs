using System.Globalization;
using Slipway.Platform.Generation;
using Slipway.Platform.Generation.Sharing;

namespace Slipway.Storage.Messages;

/// <summary>Messages between nodes as lines of text. What cannot be read (another version's) is no message.</summary>
internal static class BusText
{
    public static string Of(TaskSignal signal) => $"{signal.Kind}\n{signal.NodeId}\n{signal.TaskId}\n{signal.Cursor}";

    public static TaskSignal? Signal(string text) =>
        text.Split('\n') is [var kind, var node, var task, var cursor]
        && Enum.TryParse<TaskSignalKind>(kind, out var parsed) && FeedCursor.TryParse(cursor, out var position)
            ? new TaskSignal(parsed, node, task, position)
            : null;

    /// <summary>PostgreSQL takes no NUL.</summary>
    public static string Of(FeedPiece piece) => string.Create(
        CultureInfo.InvariantCulture,
        $"{piece.TaskId}\n{piece.Attempt}.{piece.Start}\n{piece.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal)}");

    public static FeedPiece? Piece(string text) =>
        text.Split('\n', 3) is [var task, var cursor, var escaped] && FeedCursor.TryParse(cursor, out var position)
            ? new FeedPiece(task, position.Attempt, position.Offset, Unescape(escaped))
            : null;

    private static string Unescape(string text) => !text.Contains('\\') ? text
        : string.Join('\\', text.Split("\\\\").Select(part => part.Replace("\\0", "\0", StringComparison.Ordinal)));
}

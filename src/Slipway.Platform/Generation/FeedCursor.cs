using System.Globalization;

namespace Slipway.Platform.Generation;

/// <summary>How far a subscriber has read: characters of an attempt's text. Written <c>attempt.offset</c>.</summary>
public readonly record struct FeedCursor(int Attempt, int Offset)
{
    public static bool TryParse(ReadOnlySpan<char> text, out FeedCursor cursor)
    {
        cursor = default;
        var dot = text.IndexOf('.');
        if (dot < 0
            || !int.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            || !int.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return false;
        }

        cursor = new FeedCursor(attempt, offset);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Attempt}.{Offset}");
}

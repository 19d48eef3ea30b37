namespace Slipway.Platform.Prompts;

public enum LineChange
{
    Same,
    Removed,
    Added,
}

/// <summary>One line of a difference, numbered in each text where it stands, from 1.</summary>
public sealed record DiffLine(LineChange Change, string Text, int? Old, int? New);

/// <summary>
/// The difference of two texts line by line, with the fewest changed lines (Myers' greedy search). Texts that differ almost everywhere
/// cost the square of their length; beyond a bound the differing middle is told as replaced whole.
/// </summary>
public static class TextDiff
{
    private const int MostChanges = 2000;

    public static IReadOnlyList<DiffLine> Compare(string before, string after)
    {
        var (old, @new) = (before.Split('\n'), after.Split('\n'));
        var start = 0;
        while (start < old.Length && start < @new.Length && old[start] == @new[start])
            start++;
        var end = 0;
        while (end < old.Length - start && end < @new.Length - start && old[^(end + 1)] == @new[^(end + 1)])
            end++;

        var lines = new List<DiffLine>();
        for (var line = 0; line < start; line++)
            lines.Add(new DiffLine(LineChange.Same, old[line], line + 1, line + 1));
        AddMiddle(lines, old[start..^end], @new[start..^end], start);
        for (var line = end; line > 0; line--)
            lines.Add(new DiffLine(LineChange.Same, old[^line], old.Length - line + 1, @new.Length - line + 1));
        return lines;
    }

    private static void AddMiddle(List<DiffLine> lines, string[] old, string[] @new, int offset)
    {
        var (x, y) = (0, 0);
        foreach (var (fromOld, fromNew) in Steps(old, @new))
        {
            // A step is one removal, one addition or one line in both.
            lines.Add((fromOld, fromNew) switch
            {
                (true, true) => new DiffLine(LineChange.Same, old[x], offset + ++x, offset + ++y),
                (true, false) => new DiffLine(LineChange.Removed, old[x], offset + ++x, null),
                _ => new DiffLine(LineChange.Added, @new[y], null, offset + ++y),
            });
        }
    }

    private static List<(bool Old, bool New)> Steps(string[] old, string[] @new)
    {
        var rounds = Search(old, @new);
        var steps = new List<(bool, bool)>();
        if (rounds is null)
        {
            steps.AddRange(old.Select(_ => (true, false)));
            steps.AddRange(@new.Select(_ => (false, true)));
            return steps;
        }
        // Walk back from the end: in each round one change, and the equal lines behind it.
        var (x, y) = (old.Length, @new.Length);
        for (var round = rounds.Count - 1; round >= 0; round--)
        {
            var reached = rounds[round];
            var diagonal = x - y;
            var down = diagonal == -round || diagonal != round && Reached(reached, round, diagonal - 1) < Reached(reached, round, diagonal + 1);
            var previous = down ? diagonal + 1 : diagonal - 1;
            var (fromX, fromY) = round == 0 ? (0, 0) : (Reached(reached, round, previous), Reached(reached, round, previous) - previous);
            while (x > fromX + (round > 0 && !down ? 1 : 0) && y > fromY + (round > 0 && down ? 1 : 0))
            {
                steps.Add((true, true));
                (x, y) = (x - 1, y - 1);
            }
            if (round > 0)
                steps.Add(down ? (false, true) : (true, false));
            (x, y) = (fromX, fromY);
        }
        steps.Reverse();
        return steps;
    }

    private static int Reached(int[] reached, int round, int diagonal) => reached[diagonal + round];

    /// <summary>What each round started from: the furthest old line reached on each diagonal; null where there are too many rounds.</summary>
    private static List<int[]>? Search(string[] old, string[] @new)
    {
        var most = Math.Min(old.Length + @new.Length, MostChanges);
        var furthest = new int[2 * most + 3];
        var rounds = new List<int[]>();
        for (var round = 0; round <= most; round++)
        {
            rounds.Add(furthest[(most + 1 - round)..(most + 2 + round)]);
            for (var diagonal = -round; diagonal <= round; diagonal += 2)
            {
                var place = most + 1 + diagonal;
                var x = diagonal == -round || diagonal != round && furthest[place - 1] < furthest[place + 1]
                    ? furthest[place + 1]
                    : furthest[place - 1] + 1;
                if (round == 0)
                    x = 0;
                var y = x - diagonal;
                while (x < old.Length && y < @new.Length && old[x] == @new[y])
                    (x, y) = (x + 1, y + 1);
                furthest[place] = x;
                if (x >= old.Length && y >= @new.Length)
                    return rounds;
            }
        }
        return null;
    }
}

using System.Globalization;
using Slipway.Formats;

namespace Slipway.Training.Corpus;

/// <summary>
/// The written part of a corpus: lists of words and facts, and topics whose patterns draw from them. In a file,
/// <c>@name</c> begins a list (a line each, columns divided by <c> :: </c>, ended by an empty line); <c>= name weight</c> a topic, with
/// <c>? question</c>, <c>! answer</c>, <c>&gt;? next question</c>, <c>&gt;! its answer</c>; a line that begins with two spaces goes on with the one
/// before; <c>#</c> comments.
/// </summary>
internal sealed class CorpusSource
{
    public Dictionary<string, List<string[]>> Lists { get; } = [];

    public List<Topic> Topics { get; } = [];

    /// <summary>All .txt files of a folder, by name.</summary>
    public static CorpusSource Read(string folder)
    {
        var source = new CorpusSource();
        foreach (var path in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
            source.Add(path);
        return source.Topics.Count > 0 ? source : throw new ModelFileException(folder, "corpus", "has no topics");
    }

    private void Add(string path)
    {
        List<string[]>? list = null;
        var lines = Joined(File.ReadLines(path)).ToList();
        foreach (var (number, line) in lines)
        {
            ModelFileException Error(string problem) => new(path, $"line {number}", problem);
            if (line.Length == 0)
                list = null;
            else if (line[0] == '@')
                Lists[line[1..].Trim()] = list = [];
            else if (list is not null)
                list.Add([.. line.Split(" :: ").Select(column => Unescaped(column.Trim()))]);
            else if (line[0] == '=')
            {
                if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [_, var name, var weight] ||
                    !int.TryParse(weight, NumberStyles.None, CultureInfo.InvariantCulture, out var drawn))
                    throw Error("expected '= name weight'");
                Topics.Add(new Topic(name, drawn, [], [], []));
            }
            else if (Topics.Count == 0)
                throw Error("stands before the first topic");
            else
                Add(Topics[^1], line, Error);
        }
    }

    private static void Add(Topic topic, string line, Func<string, Exception> error)
    {
        var text = Unescaped(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        switch (line.Split(' ')[0])
        {
            case "?":
                topic.Questions.Add(text);
                break;
            case "!":
                topic.Answers.Add(text);
                break;
            case ">?":
                topic.FollowUps.Add((text, ""));
                break;
            case ">!" when topic.FollowUps.Count > 0:
                topic.FollowUps[^1] = (topic.FollowUps[^1].Question, text);
                break;
            default:
                throw error($"begins with none of = @ ? ! >? >! and a space: {line}");
        }
    }

    private static IEnumerable<(int Number, string Line)> Joined(IEnumerable<string> lines)
    {
        var (number, began, whole) = (0, 0, (string?)null);
        foreach (var line in lines)
        {
            number++;
            if (line.StartsWith("  ", StringComparison.Ordinal) && whole is { Length: > 0 })
            {
                whole += "\n" + line[2..];
                continue;
            }
            if (whole is not null)
                yield return (began, whole);
            whole = line.StartsWith('#') ? null : line.TrimEnd();
            began = number;
        }
        if (whole is not null)
            yield return (began, whole);
    }

    private static string Unescaped(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal);
}

using Slipway.Formats.Datasets;

namespace Slipway.Training.Corpus;

/// <summary>
/// Makes conversations from a <see cref="CorpusSource"/>: each draws a topic by weight, asks in one of its ways (varied the way people write),
/// and sometimes goes on with a second or third question or begins with a system prompt. Equal seeds give equal conversations.
/// </summary>
public sealed class CorpusGenerator
{
    private const string SystemList = "system", ArithmeticTopic = "arithmetic";
    private static readonly Dictionary<string, string> NoFields = [];

    private readonly CorpusSource _source;
    private readonly int _weights;

    private CorpusGenerator(CorpusSource source)
    {
        _source = source;
        _weights = source.Topics.Sum(topic => topic.Weight);
    }

    /// <exception cref="Slipway.Formats.ModelFileException">A file of the folder isn't written as it should be.</exception>
    public static CorpusGenerator Open(string folder) => new(CorpusSource.Read(folder));

    /// <summary>Completions are plain text without a chat template; the others are chats.</summary>
    public IEnumerable<Example> Draw(int count, ulong seed, string purpose)
    {
        var dice = new Dice(seed, purpose);
        for (var i = 0; i < count; i++)
            yield return Draw(dice);
    }

    private Example Draw(Dice dice)
    {
        var turns = new List<Turn>();
        Ask(dice, turns);
        if (turns.Count == 2 && dice.Chance(0.05))
            return new Example(ExampleShape.Completion, turns, NoFields, null, null);
        while (turns.Count < 10 && dice.Chance(0.22))
            Ask(dice, turns);
        if (dice.Chance(0.15) && _source.Lists.TryGetValue(SystemList, out var prompts))
            turns.Insert(0, new Turn("system", dice.Of(prompts)[0]));
        return new Example(ExampleShape.Chat, turns, NoFields, null, null);
    }

    private void Ask(Dice dice, List<Turn> turns)
    {
        var topic = Choose(dice);
        if (topic.Name == ArithmeticTopic)
        {
            var (question, answer) = Arithmetic.Draw(dice);
            Add(turns, question, answer);
            return;
        }
        var wording = new Wording(_source, dice);
        Add(turns, Varied(wording.Fill(dice.Of(topic.Questions)), dice), wording.Fill(dice.Of(topic.Answers)));
        foreach (var (question, answer) in topic.FollowUps)
        {
            if (!dice.Chance(0.3))
                break;
            Add(turns, Varied(wording.Fill(question), dice), wording.Fill(answer));
        }
    }

    private Topic Choose(Dice dice)
    {
        var at = dice.Below(_weights);
        foreach (var topic in _source.Topics)
        {
            at -= topic.Weight;
            if (at < 0)
                return topic;
        }
        return _source.Topics[^1];
    }

    private static void Add(List<Turn> turns, string question, string answer)
    {
        turns.Add(new Turn("user", question));
        turns.Add(new Turn("assistant", answer));
    }

    /// <summary>As people type: without capitals, without a mark at the end, with a greeting or a thank-you.</summary>
    private static string Varied(string question, Dice dice)
    {
        if (question.Contains('\n', StringComparison.Ordinal))
            return question;
        question = dice.Below(40) switch
        {
            < 4 => char.ToLowerInvariant(question[0]) + question[1..],
            < 7 => question.ToLowerInvariant(),
            7 => "Hi! " + question,
            8 => "Hello, " + char.ToLowerInvariant(question[0]) + question[1..],
            9 => question + " Thanks!",
            10 => "Please: " + question,
            _ => question,
        };
        return dice.Below(8) switch
        {
            0 => question.TrimEnd('.', '?', '!'),
            1 when char.IsLetter(question[^1]) => question + ".",
            _ => question,
        };
    }
}

namespace Slipway.Formats.Datasets;

/// <summary>The kinds of record that training understands.</summary>
public enum ExampleShape
{
    /// <summary>prompt, completion</summary>
    Completion,

    /// <summary>messages, each with role and content</summary>
    Chat,

    /// <summary>instruction, output and perhaps input</summary>
    Instruction,

    /// <summary>repository, issue_title, issue_description, resolution and perhaps trajectory</summary>
    Issue,
}

/// <summary>One turn of a conversation.</summary>
public sealed record Turn(string Role, string Content);

/// <summary>
/// A record as training sees it: turns, of which those of the role "assistant" are learnt. <see cref="Fields"/> are the inputs that a template
/// can name (those of an issue or an instruction); <see cref="Trajectory"/> is the sequence of steps, where the record has one.
/// </summary>
public sealed record Example(
    ExampleShape Shape,
    IReadOnlyList<Turn> Turns,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyList<string>? Trajectory,
    string? Split)
{
    /// <summary>What the model is to say last.</summary>
    public string Answer => Turns[^1].Content;
}

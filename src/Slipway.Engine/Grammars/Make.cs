using System.Text;

namespace Slipway.Engine.Grammars;

/// <summary>Short words for building expressions.</summary>
internal static class Make
{
    public static Expression Nothing { get; } = new Sequence([]);

    public static Expression Text(string text) => new Literal(Encoding.UTF8.GetBytes(text));

    public static Expression All(params Expression[] parts) => parts.Length == 1 ? parts[0] : new Sequence(parts);

    public static Expression Any(params Expression[] options) => options.Length == 1 ? options[0] : new Choice(options);

    public static Expression Maybe(Expression item) => new Repeat(item, 0, 1);

    public static Expression Many(Expression item, int least = 0, int? most = null) => new Repeat(item, least, most);

    public static Expression Rule(string name) => new Reference(name);

    public static Expression Range(char first, char last) => new CharacterSet([(first, last)]);
}

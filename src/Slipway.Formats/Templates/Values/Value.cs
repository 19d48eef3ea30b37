namespace Slipway.Formats.Templates.Values;

/// <summary>A value of a template, which behaves as the Python value of the same name does.</summary>
internal abstract class Value
{
    /// <summary>What Python calls its type; for messages.</summary>
    public abstract string Type { get; }

    public abstract bool IsTrue { get; }

    /// <summary>What <c>len()</c> says; null where it has no length.</summary>
    public virtual int? Length => null;

    /// <summary>Appends what <c>str()</c> gives.</summary>
    public abstract void Write(TextBuilder to);

    /// <summary>Appends what <c>repr()</c> gives: as the value is written inside a list.</summary>
    public virtual void WriteRepr(TextBuilder to) => Write(to);

    /// <summary>What a loop goes through; null where it is no collection.</summary>
    public virtual IEnumerable<Value>? Elements(Budget budget) => null;

    /// <summary>The attribute or method of this name; null where there is none.</summary>
    public virtual Value? Member(string name, Budget budget) => null;

    /// <summary>What stands under an index or key; null where there is none.</summary>
    public virtual Value? Item(Value key, Budget budget) => null;

    public virtual Value Call(Arguments arguments, Budget budget) => throw new TemplateException($"{Type} is not callable");

    public TextValue ToText(Budget budget)
    {
        if (this is TextValue text)
            return text;
        var builder = new TextBuilder(budget);
        Write(builder);
        return builder.ToText();
    }

    /// <summary>The elements in a list of their own; an error where it is no collection.</summary>
    public List<Value> ToList(Budget budget)
    {
        var list = new List<Value>();
        foreach (var element in Elements(budget) ?? throw new TemplateException($"{Type} is not iterable"))
        {
            budget.Charge();
            list.Add(element);
        }
        return list;
    }
}

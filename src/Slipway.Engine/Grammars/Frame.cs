namespace Slipway.Engine.Grammars;

/// <summary>
/// A rule that is not through yet, and those it stands in: a stack as a list that shares its tail. <see cref="Bottom"/> lies below
/// the outermost rule. Frames of one machine are unique, so that they compare by identity.
/// </summary>
internal sealed class Frame(int returnNode, Frame? parent, int id)
{
    public static readonly Frame Bottom = new(-1, null, 0);

    /// <summary>Where the rule that this one stands in goes on.</summary>
    public int ReturnNode => returnNode;

    public Frame? Parent => parent;

    public int Id => id;

    /// <summary>Where things stand when the rule is through; computed when first needed.</summary>
    public MatchState? AfterReturn { get; set; }
}

namespace Slipway.Tensors;

/// <summary>
/// Work of a <see cref="ThreadTeam"/>. Make one object, set its fields before each run: then a run allocates nothing.
/// </summary>
public abstract class TeamWork
{
    /// <summary>Does one item. Two items may run at once, never with the same <paramref name="worker"/> (0 to Threads - 1).</summary>
    public abstract void Execute(int item, int worker);
}

namespace Slipway.Engine.Grammars;

/// <summary>A grammar as nodes that are left by bytes, by themselves, or through a rule that is itself made of such nodes.</summary>
internal sealed class Automaton(
    int start, NodeKind[] kinds, ByteEdge[]?[] edges, int[]?[] splits, int[] ruleStarts, int[] returns)
{
    public int Start => start;

    public int Nodes => kinds.Length;

    public NodeKind Kind(int node) => kinds[node];

    public ReadOnlySpan<ByteEdge> Edges(int node) => edges[node];

    public ReadOnlySpan<int> Splits(int node) => splits[node];

    /// <summary>Where the rule that stands at a node begins.</summary>
    public int Callee(int node) => ruleStarts[node];

    /// <summary>Where it goes on behind that rule; -1 where nothing is left to do but to end as well.</summary>
    public int Return(int node) => returns[node];

    /// <summary>Maps bytes that no edge tells apart to one class.</summary>
    public (byte[] ClassOf, int Classes) ByteClasses()
    {
        var begins = new bool[257];
        foreach (var list in edges)
        {
            foreach (var edge in list ?? [])
                begins[edge.First] = begins[edge.Last + 1] = true;
        }
        var classOf = new byte[256];
        var current = 0;
        for (var value = 0; value < 256; value++)
        {
            if (value > 0 && begins[value])
                current++;
            classOf[value] = (byte)current;
        }
        return (classOf, current + 1);
    }
}

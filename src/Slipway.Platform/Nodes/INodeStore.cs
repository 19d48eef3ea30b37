namespace Slipway.Platform.Nodes;

public interface INodeStore
{
    /// <summary>Begins a new term, which ends any earlier one of the same node.</summary>
    Task<NodeTerm> EnterAsync(string id, string address, long at);

    /// <summary>Renews the term. False where it is over.</summary>
    Task<bool> BeatAsync(NodeTerm term, long at);

    /// <summary>Ends the own term; what the node still had is anybody's.</summary>
    Task LeaveAsync(NodeTerm term);

    /// <summary>Ends the term of a node that has not beaten since it was seen so. False where it has, or somebody was faster.</summary>
    Task<bool> FenceAsync(Node seen);

    /// <summary>Nodes whose term is not over.</summary>
    ValueTask<IReadOnlyList<Node>> ListAsync();

    /// <summary>The name that all nodes of this database share; the first to ask gives it.</summary>
    Task<string> ClusterAsync(string suggestion);
}

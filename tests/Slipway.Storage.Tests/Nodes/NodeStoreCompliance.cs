using Slipway.Platform.Nodes;
using Slipway.Storage.Nodes;

namespace Slipway.Storage.Tests.Nodes;

/// <summary>What every database must keep of nodes.</summary>
public abstract class NodeStoreCompliance(ITestDatabases databases) : StoreCompliance(databases)
{
    private NodeStore _store = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _store = new NodeStore(Database);
    }

    [Fact]
    public async Task Every_term_of_a_node_has_a_higher_fence()
    {
        var first = await _store.EnterAsync("a", "http://a", 1);
        var second = await _store.EnterAsync("a", "http://b", 2);

        Assert.True(second.Fence > first.Fence);
        Assert.False(await _store.BeatAsync(first, 3));
        Assert.True(await _store.BeatAsync(second, 3));
        Assert.Equal(new Node("a", "http://b", second.Fence, 1), Assert.Single(await _store.ListAsync()));
    }

    [Fact]
    public async Task Only_a_node_that_has_not_beaten_since_is_fenced_and_only_once()
    {
        var term = await _store.EnterAsync("a", "http://a", 1);
        var seen = (await _store.ListAsync())[0];
        await _store.BeatAsync(term, 2);

        Assert.False(await _store.FenceAsync(seen));
        seen = (await _store.ListAsync())[0];
        Assert.True(await _store.FenceAsync(seen));
        Assert.False(await _store.FenceAsync(seen));
        Assert.False(await _store.BeatAsync(term, 3));
        Assert.Empty(await _store.ListAsync());
        Assert.True((await _store.EnterAsync("a", "http://a", 4)).Fence > term.Fence + 1);
    }

    [Fact]
    public async Task A_node_that_leaves_is_not_waited_for()
    {
        await _store.LeaveAsync(await _store.EnterAsync("a", "http://a", 1));

        Assert.Empty(await _store.ListAsync());
    }

    [Fact]
    public async Task All_nodes_of_a_database_have_one_name()
    {
        Assert.Equal("first", await _store.ClusterAsync("first"));
        Assert.Equal("first", await _store.ClusterAsync("second"));
    }
}

public sealed class SqliteNodeStoreTests() : NodeStoreCompliance(new SqliteDatabases());

[Trait("Needs", "server")]
public sealed class PostgresNodeStoreTests() : NodeStoreCompliance(new PostgresDatabases());

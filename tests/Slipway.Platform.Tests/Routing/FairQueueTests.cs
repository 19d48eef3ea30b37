using Slipway.Platform.Routing;

namespace Slipway.Platform.Tests.Routing;

public sealed class FairQueueTests
{
    private readonly FairQueue<string> _queue = new();

    [Fact]
    public void Callers_take_turns_however_much_one_of_them_sends()
    {
        Add("a", "", "a1", "a2", "a3");
        Add("b", "", "b1");
        Add("c", "", "c1", "c2");

        Assert.Equal(["a1", "b1", "c1", "a2", "c2", "a3"], Drain());
    }

    [Fact]
    public void The_users_of_a_caller_take_turns_within_its_turn()
    {
        Add("a", "x", "x1", "x2");
        Add("a", "y", "y1", "y2");
        Add("b", "", "b1", "b2", "b3");

        Assert.Equal(["x1", "b1", "y1", "b2", "x2", "b3", "y2"], Drain());
    }

    [Fact]
    public void Whoever_leaves_the_middle_of_the_queue_is_gone()
    {
        Add("a", "", "a1");
        var place = _queue.Enqueue("a2", "a", "");
        var only = _queue.Enqueue("b1", "b", "");
        Add("a", "", "a3");

        _queue.Remove(place);
        _queue.Remove(only);

        Assert.Equal(2, _queue.Count);
        Assert.Equal(["a1", "a3"], Drain());
    }

    private void Add(string caller, string user, params string[] items)
    {
        foreach (var item in items)
            _queue.Enqueue(item, caller, user);
    }

    private List<string> Drain()
    {
        var items = new List<string>();
        while (_queue.TryDequeue(out var item))
            items.Add(item);
        return items;
    }
}

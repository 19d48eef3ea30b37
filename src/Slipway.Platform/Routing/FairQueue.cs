namespace Slipway.Platform.Routing;

/// <summary>
/// A queue in which nobody can crowd out others: callers take turns, and a caller's users take turns within its turn. Every
/// operation is O(1). Not safe for use by several threads.
/// </summary>
internal sealed class FairQueue<T>
{
    private readonly Dictionary<string, CallerLane> _lanes = [];
    private readonly LinkedList<CallerLane> _turns = [];

    public int Count { get; private set; }

    public Place Enqueue(T item, string caller, string user)
    {
        if (!_lanes.TryGetValue(caller, out var lane))
        {
            lane = new CallerLane(caller);
            _lanes.Add(caller, lane);
            _turns.AddLast(lane.Turn);
        }

        if (!lane.Users.TryGetValue(user, out var userLane))
        {
            userLane = new UserLane(lane, user);
            lane.Users.Add(user, userLane);
            lane.Turns.AddLast(userLane.Turn);
        }

        Count++;
        return new Place(userLane, userLane.Items.AddLast(item));
    }

    /// <summary>Takes the next item; its caller and its user then go to the end of their lines.</summary>
    public bool TryDequeue(out T item)
    {
        if (_turns.First is not { } callerTurn)
        {
            item = default!;
            return false;
        }

        var lane = callerTurn.Value;
        var userLane = lane.Turns.First!.Value;
        var node = userLane.Items.First!;
        item = node.Value;
        Remove(new Place(userLane, node));
        if (userLane.Items.Count > 0)
        {
            lane.Turns.Remove(userLane.Turn);
            lane.Turns.AddLast(userLane.Turn);
        }

        if (lane.Users.Count > 0)
        {
            _turns.Remove(callerTurn);
            _turns.AddLast(callerTurn);
        }

        return true;
    }

    public void Remove(Place place)
    {
        var (userLane, node) = place;
        userLane.Items.Remove(node);
        Count--;
        if (userLane.Items.Count > 0)
            return;
        var lane = userLane.Owner;
        lane.Users.Remove(userLane.User);
        lane.Turns.Remove(userLane.Turn);
        if (lane.Users.Count > 0)
            return;
        _lanes.Remove(lane.Caller);
        _turns.Remove(lane.Turn);
    }

    /// <summary>Everything that waits, caller by caller.</summary>
    public IEnumerable<T> Items =>
        _turns.SelectMany(lane => lane.Turns).SelectMany(userLane => userLane.Items);

    /// <summary>Where an item stands, for taking it out of the middle.</summary>
    internal readonly record struct Place(UserLane Lane, LinkedListNode<T> Node);

    internal sealed class CallerLane
    {
        public CallerLane(string caller) => (Caller, Turn) = (caller, new LinkedListNode<CallerLane>(this));

        public string Caller { get; }

        public Dictionary<string, UserLane> Users { get; } = [];

        public LinkedList<UserLane> Turns { get; } = [];

        public LinkedListNode<CallerLane> Turn { get; }
    }

    internal sealed class UserLane
    {
        public UserLane(CallerLane owner, string user) => (Owner, User, Turn) = (owner, user, new LinkedListNode<UserLane>(this));

        public CallerLane Owner { get; }

        public string User { get; }

        public LinkedList<T> Items { get; } = [];

        public LinkedListNode<UserLane> Turn { get; }
    }
}

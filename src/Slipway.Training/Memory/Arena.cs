namespace Slipway.Training.Memory;

/// <summary>
/// Gives buffers places in one piece of memory, so that two share a place only where they are never needed at the same time. When each
/// is needed is known before the first step: the tape is static.
/// </summary>
internal sealed class Arena
{
    private const long Alignment = 16;

    private readonly List<Request> _requests = [];

    /// <summary>Floats that the placed buffers take together.</summary>
    public long Size { get; private set; }

    public Request Add(long size)
    {
        var request = new Request((size + Alignment - 1) / Alignment * Alignment);
        _requests.Add(request);
        return request;
    }

    /// <summary>The largest first, each at the lowest place that is free whenever it is needed.</summary>
    public void Place()
    {
        var placed = new List<Request>();
        foreach (var request in _requests.Where(request => request.Times.Count > 0).OrderByDescending(request => request.Size))
        {
            long offset = 0;
            foreach (var other in placed)
            {
                if (offset + request.Size <= other.Offset)
                    break;
                if (other.Overlaps(request))
                    offset = Math.Max(offset, other.Offset + other.Size);
            }
            request.Offset = offset;
            placed.Insert(placed.FindLastIndex(other => other.Offset <= offset) + 1, request);
            Size = Math.Max(Size, offset + request.Size);
        }
    }

    internal sealed class Request(long size)
    {
        public long Size { get; } = size;

        public long Offset { get; set; } = -1;

        /// <summary>First and last time of each span in which the content matters; in order, without overlap.</summary>
        public List<(int First, int Last)> Times { get; } = [];

        /// <summary>Content is written anew; what was there before no longer matters.</summary>
        public void Begin(int time) => Times.Add((time, time));

        /// <summary>Content is read or changed.</summary>
        public void Extend(int time) => Times[^1] = (Times[^1].First, time);

        public bool Overlaps(Request other)
        {
            foreach (var (first, last) in Times)
            {
                foreach (var (otherFirst, otherLast) in other.Times)
                {
                    if (first <= otherLast && otherFirst <= last)
                        return true;
                }
            }
            return false;
        }
    }
}

using System.Text;

namespace Slipway.Platform.Generation;

/// <summary>
/// What the subscribers of one task see: the text of the current attempt, growing, and at last the outcome. A subscriber keeps
/// a cursor and takes what is new, so a slow one costs no memory.
/// </summary>
public sealed class TaskFeed
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _attempt;
    private GenerationTask? _final;

    // Guarded by the TaskFeeds that it belongs to.
    internal int Holders { get; set; }

    /// <summary>A new attempt begins with nothing; what a stale one still sends is not taken.</summary>
    public void Begin(int attempt)
    {
        lock (_gate)
        {
            if (attempt <= _attempt || _final is not null)
                return;
            _attempt = attempt;
            _text.Clear();
        }

        Signal();
    }

    public void Append(int attempt, string piece)
    {
        lock (_gate)
        {
            if (attempt != _attempt || _final is not null)
                return;
            _text.Append(piece);
        }

        Signal();
    }

    /// <summary>Takes text that another node sent, unless it is known already. False where some is missing before it.</summary>
    public bool Insert(int attempt, int start, string text)
    {
        lock (_gate)
        {
            if (attempt < _attempt || _final is not null)
                return true;
            if (attempt > _attempt)
            {
                _attempt = attempt;
                _text.Clear();
            }

            if (start > _text.Length)
                return false;
            if (start + text.Length > _text.Length)
                _text.Append(text, _text.Length - start, start + text.Length - _text.Length);
        }

        Signal();
        return true;
    }

    /// <summary>How much of the current attempt's text is here.</summary>
    public FeedCursor Position
    {
        get
        {
            lock (_gate)
                return new FeedCursor(_attempt, _text.Length);
        }
    }

    public void Finish(GenerationTask final)
    {
        lock (_gate)
            _final ??= final;
        Signal();
    }

    /// <summary>What is new since <paramref name="cursor"/>, and a task that completes when there may be more.</summary>
    public FeedView Read(FeedCursor cursor)
    {
        lock (_gate)
        {
            var start = cursor.Attempt == _attempt ? Math.Clamp(cursor.Offset, 0, _text.Length) : 0;
            if (start > 0 && start < _text.Length && char.IsLowSurrogate(_text[start]))
                start--;
            return new FeedView(_attempt, start, _text.ToString(start, _text.Length - start), _final, _changed.Task);
        }
    }

    private void Signal()
    {
        TaskCompletionSource changed;
        lock (_gate)
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        changed.TrySetResult();
    }
}

using Slipway.Storage.Sql;

namespace Slipway.Storage.Sqlite;

/// <summary>One pending write and who waits for it.</summary>
internal abstract class SqliteWrite
{
    public abstract void Apply(SqlSession session);

    /// <summary>Notes why this write alone is not part of the group; told to its caller when the group is committed.</summary>
    public abstract void Refuse(Exception exception);

    /// <summary>The group is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <inheritdoc/>
internal sealed class SqliteWrite<T>(Func<SqlSession, ValueTask<T>> work) : SqliteWrite
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private Exception? _refusal;

    public Task<T> Task => _completion.Task;

    public override void Apply(SqlSession session)
    {
        var result = work(session);
        _result = result.IsCompleted ? result.Result
            : throw new InvalidOperationException("a write awaited something other than its session");
    }

    public override void Refuse(Exception exception) => _refusal = exception;

    public override void Complete()
    {
        if (_refusal is null)
            _completion.TrySetResult(_result);
        else
            _completion.TrySetException(_refusal);
    }

    public override void Fail(Exception exception) => _completion.TrySetException(_refusal ?? exception);
}

using Slipway.Protocol.Jobs;

namespace Slipway.Training.Jobs;

/// <summary>
/// Tells of a job's progress neither too often nor too seldom: what comes within a twentieth of a second is left out unless it ends something, and where
/// nothing comes for most of a second the last is told again.
/// </summary>
internal sealed class JobReporter : IDisposable
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50), Most = TimeSpan.FromMilliseconds(800);

    private readonly TimeProvider _clock;
    private readonly Action<JobEvent> _tell;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private JobProgress _last = new();
    private long _told;

    public JobReporter(TimeProvider clock, Action<JobEvent> tell)
    {
        (_clock, _tell, _told) = (clock, tell, clock.GetTimestamp());
        _timer = clock.CreateTimer(_ => Repeat(), null, Most / 2, Most / 2);
    }

    public void Progress(JobProgress progress, bool always)
    {
        lock (_lock)
        {
            _last = progress;
            if (always || _clock.GetElapsedTime(_told) >= Least)
                Tell();
        }
    }

    /// <summary>The same progress, in another phase.</summary>
    public void Phase(string phase, int? examples = null, int? total = null) =>
        Progress(_last with { Phase = phase, Examples = examples, TotalExamples = total, SecondsLeft = null, ValidationLoss = null }, always: examples is null);

    public void Tell(JobEvent happened)
    {
        lock (_lock)
        {
            _last = happened.Progress ?? _last;
            _tell(happened with { At = _clock.GetUtcNow() });
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Repeat()
    {
        lock (_lock)
        {
            if (_clock.GetElapsedTime(_told) >= Most / 2)
                Tell();
        }
    }

    private void Tell()
    {
        _told = _clock.GetTimestamp();
        _tell(new JobEvent { Event = JobEvents.Progress, At = _clock.GetUtcNow(), Progress = _last });
    }
}

using System.Text.Json;
using Slipway.Protocol.Jobs;

namespace Slipway.Platform.Jobs;

/// <summary>A job's progress step by step: a line of JSON a step in its folder, so that nothing grows in memory or the database.</summary>
public sealed class JobCurve(string folder) : IDisposable
{
    private const string Name = "curve.jsonl";

    private StreamWriter? _writer;
    private int _lastStep = -1;

    /// <summary>After a restart some steps are made again; the last line of a step counts.</summary>
    public static IReadOnlyList<JobEvent> Read(string folder, int most)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return [];
        var steps = new SortedDictionary<int, JobEvent>();
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            if (Parse(line) is { Progress: { } progress } read)
                steps[progress.CurrentStep] = read;
        }

        // Evenly thinned out: a plot has no more places than that.
        var all = steps.Values.ToList();
        return all.Count <= most ? all : [.. Enumerable.Range(0, most).Select(i => all[(int)((long)i * (all.Count - 1) / (most - 1))])];
    }

    public void Add(JobEvent step)
    {
        if (step.Progress is not { Loss: not null } progress || progress.CurrentStep == _lastStep)
            return;
        _lastStep = progress.CurrentStep;
        _writer ??= new StreamWriter(new FileStream(Path.Combine(folder, Name), FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
        _writer.WriteLine(JsonSerializer.Serialize(step, JobJson.Default.JobEvent));
    }

    public void Dispose() => _writer?.Dispose();

    private static JobEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JobJson.Default.JobEvent);
        }
        catch (JsonException)
        {
            // A line that a crash cut off.
            return null;
        }
    }
}
